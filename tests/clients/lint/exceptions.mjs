// Where a rule of Spectral's rulesets is not followed, and why. An exception that nothing needs any more fails the suite.

const ofRequests = (path) => path.includes('parameters') || path.some((part) => /Input$/.test(part));
const ofAnswers = (path) => !ofRequests(path);

/** The parameter that a path leads to. */
const parameter = (path, document) => path.slice(0, path.indexOf('parameters') + 2).reduce((place, name) => place[name], document);
/** Whether it has its limit from elsewhere. */
const isElsewhere = ({ in: place, name, schema }) => place === 'header' || schema.format === 'date-time' || ['topics', 'code', 'error', 'iss'].includes(name);

export default [
  {
    codes: ['owasp:api4:2023-string-limit', 'owasp:api4:2023-string-restricted', 'owasp:api4:2023-array-limit', 'owasp:api4:2023-integer-limit'],
    where: ofAnswers,
    why: 'The rules guard against what clients send (unrestricted resource consumption). A limit on an answer would be a '
      + 'promise that no later version may break, and in most answers nobody is helped by it.',
  },
  {
    codes: ['owasp:api4:2023-string-restricted'],
    where: ofRequests,
    why: 'Every text has a length. A pattern stands where the server checks one; what people write, and headers whose '
      + 'grammar HTTP defines, have none that would be true.',
  },
  {
    codes: ['owasp:api4:2023-string-limit'],
    where: (path, document) => path.includes('parameters') && isElsewhere(parameter(path, document)),
    why: 'Headers, and the list of topics, are limited as a whole, by the size of the head of a request (431); what a provider hands over '
      + 'is for it to say; times are limited by their format. Other parameters and bodies have a limit at every text.',
  },
  {
    codes: ['owasp:api4:2023-string-limit'],
    where: (path) => path.at(-1) === 'since' || (path.at(-2) === 'oneOf' && /(At|since|until)$/.test(path.at(-3))),
    why: 'Times are limited by their format.',
  },
  {
    codes: ['oas3-unused-component'],
    where: (path) => ['Operations', 'PostReactions'].includes(path.at(-1)),
    why: 'They are told in the events of a stream, and OpenAPI has no way to say what an event holds.',
  },
  {
    codes: ['owasp:api8:2023-define-cors-origin'],
    where: (path) => path.at(-2) === 'properties' && path.at(-1) === 'headers',
    why: 'It is a member of a schema: what a receiver of webhooks answered. The rule takes everything of that name for headers of '
      + 'a response.',
  },
];
