// What is in deploy/, as far as it can be checked without a cluster, against what a running process really tells and takes.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import * as node from 'node:test';

import { parse, parseAllDocuments } from 'yaml';

import { account } from '../lib/account.mjs';
import { expect, until } from '../lib/ask.mjs';
import { start } from '../lib/server.mjs';

const DEPLOY = new URL('../../../deploy/', import.meta.url);
const PROMTOOL = process.env.PROMTOOL ?? ['/usr/bin/promtool', '/usr/local/bin/promtool'].find(existsSync);
// Debian has it in /usr/sbin, which is not in everybody's PATH.
const NGINX = process.env.NGINX ?? [...process.env.PATH.split(delimiter), '/usr/sbin'].map((folder) => join(folder, 'nginx')).find(existsSync);

const port = await freePort();
const server = await start(node, { settings: { PRESSWORK__METRICS__LISTEN: `127.0.0.1:${port}` } });
const told = await everythingTold();

node.test('every metric that is named here is told by a running process, with these labels', async () => {
  const families = new Set([...told.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name));
  const samples = new Set([...told.matchAll(/^(\w+)(?:\{| )/gm)].map(([, name]) => name));
  const labels = new Set([...told.matchAll(/[{,](\w+)="/g)].map(([, name]) => name));
  const texts = [...(await files()), ['docs/OPERATIONS.md', await readFile(new URL('../docs/OPERATIONS.md', DEPLOY), 'utf8')]];
  let named = 0;
  for (const [file, text] of texts) {
    // Not names such as presswork-worker, presswork.svc or presswork_domain in the log filter.
    for (const [name] of text.matchAll(/\bpresswork_(?!domain)\w+/g)) {
      named += 1;
      assert.ok(families.has(name) || samples.has(name), `${file} names ${name}, which nobody tells`);
    }
    for (const [, list] of text.matchAll(/presswork_\w+\{([^}]*)\}/g)) {
      for (const [, label] of list.matchAll(/(\w+)(?:[=!]|\s*,|$)/g)) assert.ok(labels.has(label), `${file}: the label ${label}`);
    }
  }
  assert.ok(named > 50, `${named} names were found`);
});

node.test('promtool takes the metrics and the rules', { skip: !PROMTOOL && 'no promtool: Debian package prometheus, or PROMTOOL' }, () => {
  const run = (words, input) => execFileSync(PROMTOOL, words, { input, stdio: ['pipe', 'pipe', 'pipe'] }).toString();
  assert.equal(run(['check', 'metrics'], told), '');
  run(['check', 'rules', new URL('prometheus/rules.yaml', DEPLOY).pathname]);
});

node.test('every container is confined and probed where it answers', async () => {
  const pods = [];
  for (const [file, , documents] of await manifests()) {
    for (const it of documents) {
      assert.ok(it.apiVersion && it.kind && it.metadata?.name, `${file} has something that is no object`);
      if (it.spec?.template) pods.push([`${file} ${it.metadata.name}`, it, it.spec.template]);
    }
  }
  assert.equal(pods.length, 5);
  for (const [name, owner, { metadata, spec }] of pods) {
    const [container, ...others] = spec.containers;
    assert.equal(others.length, 0, name);
    assert.equal(spec.securityContext.runAsNonRoot, true, name);
    assert.deepEqual(container.securityContext, {
      allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] },
    }, name);
    assert.ok(container.resources.limits.memory && container.resources.requests.cpu, name);
    const mounted = container.volumeMounts.map((mount) => mount.name);
    assert.deepEqual(mounted, spec.volumes.map((volume) => volume.name), name);
    if (owner.kind !== 'Deployment') continue;
    assert.deepEqual(owner.spec.selector.matchLabels, metadata.labels, name);
    const ports = container.ports.map((one) => one.name);
    assert.deepEqual([container.livenessProbe.httpGet.path, container.readinessProbe.httpGet.path], ['/livez', '/readyz'], name);
    assert.ok(ports.includes(container.readinessProbe.httpGet.port) && ports.includes('metrics'), name);
    for (const probe of ['/livez', '/readyz']) {
      assert.equal((await fetch(`http://127.0.0.1:${port}${probe}`)).status, 200, `${probe} on the port of metrics`);
    }
  }
});

node.test('whatever scales or guards a deployment names one that there is', async () => {
  const all = (await manifests()).flatMap(([, , documents]) => documents);
  const deployments = new Map(all.filter((it) => it.kind === 'Deployment').map((it) => [it.metadata.name, it]));
  const scalers = all.filter((it) => ['ScaledObject', 'HorizontalPodAutoscaler'].includes(it.kind));
  assert.equal(scalers.length, 6);
  for (const scaler of scalers) {
    const target = deployments.get(scaler.spec.scaleTargetRef.name);
    assert.ok(target, scaler.metadata.name);
    assert.equal(target.spec.replicas, undefined, `${target.metadata.name} is scaled, so it names no number`);
  }
  const budgets = all.filter((it) => it.kind === 'PodDisruptionBudget');
  assert.deepEqual(budgets.map((it) => it.metadata.name).sort(), [...deployments.keys()].sort());
  for (const it of [...budgets, ...all.filter((one) => one.kind === 'Service')]) {
    const wanted = it.spec.selector.matchLabels ?? it.spec.selector;
    assert.ok([...deployments.values()].some((one) => JSON.stringify(one.spec.selector.matchLabels) === JSON.stringify(wanted)), it.metadata.name);
  }
});

node.test('no scaler takes the workers away from under running jobs', async () => {
  const all = (await manifests()).flatMap(([, , documents]) => documents);
  const workers = all.filter((it) => it.kind === 'Deployment' && it.metadata.name.includes('worker'));
  assert.equal(workers.length, 3);
  for (const worker of workers) {
    const { name } = worker.metadata;
    const { args, env = [] } = worker.spec.template.spec.containers[0];
    const [queue, concurrency] = [args[args.indexOf('--queues') + 1], args[args.indexOf('--concurrency') + 1]];
    const of = (kind) => all.find((it) => it.kind === kind && it.spec.scaleTargetRef?.name === name).spec;
    const running = of('ScaledObject').triggers.find((one) => one.metadata.query.includes('state="running"'));
    assert.ok(running.metadata.query.includes(`presswork_queue_jobs{queue="${queue}",`), name);
    // As many workers as it takes to run what runs, and one as long as anything does.
    assert.deepEqual([running.metricType, running.metadata.threshold, running.metadata.activationThreshold], ['AverageValue', concurrency, '0'], name);
    const [, { external }] = of('HorizontalPodAutoscaler').metrics;
    assert.deepEqual([external.metric.name, external.metric.selector.matchLabels], ['presswork_queue_jobs', { queue, state: 'running' }], name);
    assert.equal(external.target.averageValue, concurrency, name);
    const set = env.find((one) => one.name === 'PRESSWORK__JOBS__SHUTDOWN_GRACE')?.value ?? '25s';
    const [, grace, unit] = set.match(/^(\d+)([sm])$/);
    assert.ok(worker.spec.template.spec.terminationGracePeriodSeconds > grace * (unit === 'm' ? 60 : 1), `${name} is killed within its grace`);
  }
});

node.test('nothing that is applied is a secret, and the secrets that pods want are made before', async () => {
  const all = await manifests();
  for (const [file, , documents] of all) {
    for (const it of documents) assert.ok(!['Secret', 'List', 'Kustomization'].includes(it.kind), `${file}: ${it.kind}`);
  }
  const commands = [...(await readme()).matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text]) => text).filter((text) => text.includes('kubectl'));
  const [first, release] = commands;
  assert.equal(commands.length, 2);
  assert.ok(!release.includes('secret'), 'made once, not at every release');
  const applied = [...commands.join('').matchAll(/ -f (\S+)/g)].map(([, path]) => path);
  assert.ok(applied.length > 4, `${applied}`);
  for (const path of applied) assert.ok(all.some(([file]) => file.endsWith(path.replace(/^deploy/, ''))), `${path} is no manifest here`);
  const made = [...first.matchAll(/create secret generic (\S+)/g)].map(([, name]) => name);
  const pods = all.flatMap(([, , documents]) => documents).flatMap((it) => it.spec?.template?.spec ?? []);
  for (const { containers, volumes } of pods) {
    const wanted = [...containers[0].envFrom.map((it) => it.secretRef?.name), ...volumes.map((it) => it.secret?.secretName)].filter(Boolean);
    assert.deepEqual(wanted, made);
  }
  assert.match(first, /^kubectl apply -f deploy\/kubernetes\/config\.yaml$/m, 'which has the namespace');
  assert.ok(first.indexOf('config.yaml') < first.indexOf('create secret'));
});

node.test('the binary takes these settings and these arguments', async () => {
  const config = (await manifests()).find(([file]) => file.endsWith('config.yaml'))[2];
  const data = config.find((it) => it.kind === 'ConfigMap').data;
  const example = await readFile(new URL('kubernetes/secrets.env.example', DEPLOY), 'utf8');
  const secret = Object.fromEntries([...example.matchAll(/^([A-Z]\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]));
  assert.ok(secret.DATABASE_URL && secret.PRESSWORK__AUTH__SECRET_KEY === '', 'nobody else has the key of an example');
  const filled = { ...data, ...secret, PRESSWORK__AUTH__SECRET_KEY: 'x'.repeat(48) };
  const printed = execFileSync(process.env.PRESSWORK_BINARY, ['check-config'], { env: filled }).toString();
  const bulk = { ...filled, PRESSWORK__JOBS__SHUTDOWN_GRACE: '10m' };
  execFileSync(process.env.PRESSWORK_BINARY, ['check-config'], { env: bulk, stdio: 'pipe' });
  assert.match(printed, /metrics\.listen.*0\.0\.0\.0:9464/);
  for (const [file, , documents] of await manifests()) {
    for (const it of documents.filter((one) => one.spec?.template)) {
      const words = it.spec.template.spec.containers[0].args;
      await server.run(...words, '--help').catch((error) => assert.fail(`${file}: ${error}`));
    }
  }
});

node.test('every service of Compose has a health check and limits, and every variable is a setting', async () => {
  const compose = parse(await readFile(new URL('../docker-compose.yml', DEPLOY), 'utf8'), { merge: true });
  for (const [name, service] of Object.entries(compose.services)) {
    // Ours have the image's unless they say otherwise; who ends by itself has none.
    const checked = service.healthcheck?.test ?? (service.build && !service.healthcheck?.disable);
    assert.ok(checked || service.restart === 'no', `${name} has no health check`);
    assert.ok(service.deploy.resources.limits.memory, `${name} has no limit`);
    for (const other of Object.keys(service.depends_on ?? {})) assert.ok(compose.services[other], `${name} waits for ${other}`);
    if (!service.build) continue;
    execFileSync(process.env.PRESSWORK_BINARY, ['check-config'], { env: service.environment, stdio: 'pipe' });
    await server.run(...service.command, '--help').catch((error) => assert.fail(`${name}: ${error}`));
    for (const volume of service.volumes) assert.ok(compose.volumes[volume.split(':')[0]] !== undefined, `${name}: ${volume}`);
  }
  for (const { volumes = [] } of Object.values(compose.services)) {
    for (const file of volumes.filter((one) => one.startsWith('./'))) assert.ok(existsSync(new URL(`.${file.split(':')[0]}`, DEPLOY)), file);
  }
});

node.test('what Compose takes on top for a bucket fits it', async () => {
  const read = async (path) => parse(await readFile(new URL(path, DEPLOY), 'utf8'), { merge: true }).services;
  const [base, above] = [await read('../docker-compose.yml'), await read('compose/s3.yml')];
  for (const name of ['api', 'worker']) {
    const env = { ...base[name].environment, ...above[name].environment };
    const printed = execFileSync(process.env.PRESSWORK_BINARY, ['check-config'], { env, stdio: 'pipe' }).toString();
    assert.match(printed, /storage\.s3\.bucket +"presswork"/);
    const { host } = new URL(env.PRESSWORK__STORAGE__S3__ENDPOINT);
    assert.equal(host, 's3:9000', 'the service of that name');
    const { MINIO_ROOT_USER: user, MINIO_ROOT_PASSWORD: password } = base.s3.environment;
    assert.deepEqual([env.PRESSWORK__STORAGE__S3__ACCESS_KEY_ID, env.PRESSWORK__STORAGE__S3__SECRET_ACCESS_KEY], [user, password]);
  }
  const all = { ...above, ...base };
  for (const [name, service] of Object.entries(above)) {
    for (const other of Object.keys(service.depends_on)) assert.ok(all[other], `${name} waits for ${other}`);
  }
  assert.ok(above.bucket.restart === 'no' && above.bucket.deploy.resources.limits.memory && above.bucket.image === base.s3.image);
});

node.test('the units of systemd start what there is, confined', async () => {
  const units = (await files()).filter(([path]) => path.endsWith('.service'));
  assert.equal(units.length, 3);
  const [aside] = (await readme()).match(/systemd-run [^}]*/);
  for (const [path, text] of units) {
    const [, command] = text.match(/^ExecStart=\S+presswork (\S+)$/m);
    await server.run(command, '--help').catch((error) => assert.fail(`${path}: ${error}`));
    for (const line of ['NoNewPrivileges=yes', 'ProtectSystem=strict']) {
      assert.ok(text.includes(`\n${line}\n`), `${path} lacks ${line}`);
    }
    // They share a folder, with each other and with commands of the shell: one user, the same settings.
    for (const line of ['User=presswork', 'DynamicUser=yes', 'StateDirectory=presswork', 'EnvironmentFile=/etc/presswork.env']) {
      assert.ok(text.includes(`\n${line}\n`), `${path} lacks ${line}`);
      assert.ok(aside.includes(` -p ${line} `), `the command in README.md lacks ${line}`);
    }
    const own = { api: ['-/etc/presswork-api.env'], worker: ['-/etc/presswork-worker-%i.env'], serve: [] }[command];
    const read = [...text.matchAll(/^EnvironmentFile=(.*)$/gm)].map(([, file]) => file);
    assert.deepEqual(read, ['/etc/presswork.env', ...own], `${path}: the last one wins`);
    const settings = Object.fromEntries(text.match(/^Environment=(.*)$/m)[1].split(' ').map((pair) => pair.split('=')));
    for (const [name, value] of Object.entries(settings)) assert.ok(aside.includes(` -E ${name}=${value} `), `the command in README.md lacks ${name}`);
    const filled = { ...settings, PRESSWORK__HTTP__PUBLIC_URL: 'https://press.example', PRESSWORK__AUTH__SECRET_KEY: 'x'.repeat(48) };
    const printed = execFileSync(process.env.PRESSWORK_BINARY, ['check-config'], { env: filled, stdio: 'pipe' }).toString();
    const seconds = (key) => Number(printed.match(new RegExp(`^${key} +"(\\d+)s"`, 'm'))[1]);
    const http = seconds('http\\.shutdown_delay') + seconds('http\\.shutdown_grace');
    const jobs = seconds('jobs\\.shutdown_grace');
    const longest = { api: http, worker: jobs, serve: http + jobs }[command];
    const [, patience] = text.match(/^TimeoutStopSec=(\d+)$/m);
    assert.ok(Number(patience) > longest, `${path} kills it within ${longest} s`);
  }
});

const noNginx = !NGINX && 'NOT covered, no nginx: Debian package nginx-light, or NGINX';
node.test('nginx takes its file, also that of Debian 12', { skip: noNginx }, async (scope) => {
  const folder = await mkdtemp(join(tmpdir(), 'presswork-nginx-'));
  scope.after(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'ssl'));
  const [chain, key] = ['pem', 'key'].map((ending) => join(folder, 'ssl', `press.example.${ending}`));
  const words = ['req', '-x509', '-newkey', 'ed25519', '-nodes', '-days', '1', '-subj', '/CN=press.example', '-keyout', key, '-out', chain];
  execFileSync('openssl', words, { stdio: 'pipe' });
  let text = await readFile(new URL('proxy/nginx.conf', DEPLOY), 'utf8');
  assert.doesNotMatch(text, /^\s*http2 on;/m, 'not before 1.25.1');
  // It opens the ports even for a look at the file, and not everybody may have these.
  for (const listen of [443, 80]) text = text.replace(new RegExp(`(?<=^ +listen )${listen}\\b`, 'm'), `127.0.0.1:${await freePort()}`);
  text = text.replaceAll('/etc/ssl/', `${folder}/ssl/`);
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`);
  await writeFile(join(folder, 'nginx.conf'), `pid ${folder}/pid;\nevents {}\nhttp {\naccess_log off;\n${kinds.join('\n')}\n${text}}\n`);
  const look = spawnSync(NGINX, ['-t', '-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], { encoding: 'utf8' });
  assert.equal(look.status, 0, `${look.error ?? look.stderr}`);
});

node.test('the dashboard is whole', async () => {
  const dashboard = JSON.parse(await readFile(new URL('grafana/presswork.json', DEPLOY), 'utf8'));
  const ids = dashboard.panels.map((panel) => panel.id);
  assert.equal(new Set(ids).size, ids.length);
  for (const panel of dashboard.panels) {
    for (const { expr } of panel.targets) {
      const depth = [...expr].reduce((open, sign) => open + (sign === '(') - (sign === ')'), 0);
      assert.equal(depth, 0, `${panel.title}: ${expr}`);
      assert.doesNotMatch(expr, /\bjob\s*(=|!)/, 'the name of the job is whoever scrapes\'s: not the same by annotations');
    }
  }
});

/** A scrape after something of everything has happened. */
async function everythingTold() {
  const ann = await account(server, { username: 'ann', role: 'admin' });
  await expect(server, 200, 'POST', '/graphql', { body: { query: '{ posts { nodes { id } } }' } });
  await expect(server, 202, 'POST', '/v1/ops/schedules/purge-jobs/trigger', { token: ann.token });
  return until('a job is counted', async () => {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return text.includes('kind="housekeeping.purge_jobs",outcome="succeeded"') && text;
  });
}

async function files() {
  const names = await readdir(DEPLOY, { recursive: true, withFileTypes: true });
  const found = names.filter((entry) => entry.isFile()).map((entry) => `${entry.parentPath}/${entry.name}`);
  return Promise.all(found.map(async (path) => [path, await readFile(path, 'utf8')]));
}

function readme() {
  return readFile(new URL('README.md', DEPLOY), 'utf8');
}

async function manifests() {
  const yaml = (await files()).filter(([path]) => /\/kubernetes\/.*\.(ya?ml|json)$/.test(path));
  return yaml.map(([path, text]) => {
    const documents = parseAllDocuments(text);
    assert.deepEqual(documents.flatMap((one) => one.errors), [], path);
    return [path, text, documents.map((one) => one.toJS())];
  });
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address();
      probe.close(() => resolve(free));
    });
  });
}
