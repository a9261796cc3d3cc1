// Bundles the packages and collects their licences. Called by build.sh, in a scratch folder that holds node_modules.
//
// The fonts that GraphiQL's style sheet carries (350 KB) are left out: theme.css names the reader's own.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const banner = '/* Third-party code, built by build.sh; licences in LICENCES.txt. Do not edit. */';

const result = await build({
  entryPoints: ['bundle.js'],
  outfile: 'graphiql.js',
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"' },
  banner: { js: banner, css: banner },
  metafile: true,
});

const css = await readFile('graphiql.css', 'utf8');
await writeFile('graphiql.css', css.replaceAll(/@font-face\s*\{[^}]*\}/g, ''));

const used = Object.values(result.metafile.outputs).flatMap((output) => Object.keys(output.inputs));
const folders = new Set(used.map((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]).filter(Boolean));
const texts = await Promise.all([...folders].sort().map(licence));
await writeFile('LICENCES.txt', texts.join(`\n${'-'.repeat(80)}\n\n`));

async function licence(folder) {
  const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? await readFile(`${folder}/${file}`, 'utf8') : 'The package carries no licence text of its own.';
  return `${name} ${version} (${license})\n\n${text.replaceAll('\r\n', '\n').trim()}\n`;
}
