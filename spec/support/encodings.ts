const hexOf = (character: string, length: number) => character.charCodeAt(0).toString(16).padStart(length, '0');

/** The forms in which gateways write a key. */
export const encodingsOf = (key: string): Readonly<Record<string, string>> => {
  const each = (encode: (character: string) => string) => Array.from(key, encode).join('');
  return {
    'as it is': key,
    'in upper case': key.toUpperCase(),
    'as JSON': JSON.stringify(key).slice(1, -1),
    'as JSON in JSON': JSON.stringify(JSON.stringify(key)).slice(3, -3),
    'as JSON of PHP, with \\/': JSON.stringify(key).slice(1, -1).replaceAll('/', '\\/'),
    'as JSON of .NET, with \\u002B': JSON.stringify(key)
      .slice(1, -1)
      .replace(/[+"é]/g, (character) => `\\u${hexOf(character, 4).toUpperCase()}`)
      .replace('\\\\u0022', '\\u0022'),
    'as JSON with every character escaped': each((character) => `\\u${hexOf(character, 4)}`),
    'with \\x escapes': each((character) => `\\x${hexOf(character, 2)}`),
    'percent-encoded': encodeURIComponent(key),
    'percent-encoded in lower case': encodeURIComponent(key).toLowerCase(),
    'percent-encoded twice': encodeURIComponent(encodeURIComponent(key)),
    'percent-encoded in whole': each((character) => `%${hexOf(character, 2)}`),
    'with HTML entities by name': key.replace(/[/+="\\]/g, (character) =>
      character === '/'
        ? '&sol;'
        : character === '+'
          ? '&plus;'
          : character === '='
            ? '&equals;'
            : character === '"'
              ? '&quot;'
              : '&bsol;',
    ),
    'with decimal HTML entities': each((character) => `&#${character.charCodeAt(0)};`),
    'with hexadecimal HTML entities': each((character) => `&#x${hexOf(character, 2)};`),
    'with HTML entities, escaped again': each((character) => `&amp;#${character.charCodeAt(0)};`),
    'in base64': Buffer.from(key).toString('base64'),
    'in base64 behind one character': Buffer.from(`a${key}`).toString('base64').slice(2),
    'in base64url behind two characters': Buffer.from(`ab${key}`).toString('base64url').slice(3),
  };
};
