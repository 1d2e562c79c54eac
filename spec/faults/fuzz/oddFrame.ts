import fc from 'fast-check';

type Path = readonly (string | number)[];

const isParent = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The paths of all members of a value, at any depth. */
const pathsIn = (value: unknown, path: Path = []): readonly Path[] =>
  isParent(value)
    ? Object.entries(value).flatMap(([key, member]: readonly [string, unknown]) => {
        const own = [...path, Array.isArray(value) ? Number(key) : key];
        return [own, ...pathsIn(member, own)];
      })
    : [];

const replaceAt = (value: unknown, [key, ...rest]: Path, odd: unknown): unknown => {
  if (key === undefined) return odd;
  if (Array.isArray(value))
    return value.map((member: unknown, place) => (place === key ? replaceAt(member, rest, odd) : member));
  if (!isParent(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: readonly [string, unknown]) => [
      name,
      name === key ? replaceAt(member, rest, odd) : member,
    ]),
  );
};

/** Values that break code which trusts a server: objects without a text, names of prototypes, huge and false indices. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, true, false, '', 'x', 0, -1, 0.5, 4294967296, 2 ** 53, 1e308, '0', '-1', ' '],
    ...[[], {}, [null], [[]], { toString: null }, { toString: 'x', valueOf: null }, { length: 1e9 }, { then: 'x' }],
    ...['__proto__', 'constructor', 'toString', '\ud83d', '\ude00', 'a\ud83d', { message: '' }, { error: {} }],
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** A frame in which one or two members have odd values. */
export const oddFrame = (texts: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...texts), fc.array(fc.tuple(fc.nat(), odd), { minLength: 1, maxLength: 2 }))
    .map(([text, changes]) =>
      JSON.stringify(
        changes.reduce<unknown>((value, [place, member]) => {
          const paths = pathsIn(value);
          const path = paths[place % Math.max(1, paths.length)];
          return path === undefined ? value : replaceAt(value, path, member);
        }, parsed(text)),
      ),
    );
