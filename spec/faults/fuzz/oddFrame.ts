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

/** The names that items have, on any wire: a server may put any of them anywhere. */
const NAMES = [
  ...['type', 'id', 'call_id', 'name', 'arguments', 'input', 'output', 'content', 'summary', 'text', 'role', 'status'],
  ...['namespace', 'action', 'execution', 'tools', 'result', 'origin', 'wire', 'raw', 'made_id', 'phase', 'index'],
  ...['signature', 'thoughtSignature', 'encrypted_content', 'annotations', 'citations', 'usage', 'error', '__proto__'],
] as const;

/** The value with another member in each object of a path. */
const addAt = (value: unknown, [key, ...rest]: Path, name: string, odd: unknown): unknown => {
  if (!isParent(value)) return value;
  if (Array.isArray(value))
    return value.map((member: unknown, place) => (place === key ? addAt(member, rest, name, odd) : member));
  const members: readonly (readonly [string, unknown])[] = Object.entries(value);
  return Object.fromEntries([
    ...members.map(([each, member]) => [each, each === key ? addAt(member, rest, name, odd) : member] as const),
    ...(key === undefined ? [[name, odd] as const] : []),
  ]);
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** One change: the value of a member, or another member beside it. */
const change = fc.record({ place: fc.nat(), name: fc.option(fc.constantFrom(...NAMES)), member: odd });

/** A frame with one or two odd members. */
export const oddFrame = (texts: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...texts), fc.array(change, { minLength: 1, maxLength: 2 })).map(([text, changes]) =>
    JSON.stringify(
      changes.reduce<unknown>((value, { place, name, member }) => {
        const paths = pathsIn(value);
        const path = paths[place % Math.max(1, paths.length)];
        if (path === undefined) return value;
        return name === null ? replaceAt(value, path, member) : addAt(value, path.slice(0, -1), name, member);
      }, parsed(text)),
    ),
  );
