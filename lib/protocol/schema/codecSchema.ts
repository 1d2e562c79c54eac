import type * as t from 'io-ts';
import { isJsonObject, type JsonObject } from '../codec/json.js';
import { isCodec } from './schemaKind.js';

type Codec = t.Type<unknown, unknown>;

const get = (codec: Codec, key: string): unknown => Reflect.get(codec, key);

const codecsIn = (value: unknown): readonly Codec[] => (Array.isArray(value) ? value.filter(isCodec) : []);

const tagOf = (codec: Codec): unknown => get(codec, '_tag');

/** The members of a union that can be part of a JSON value: `t.undefined` stands for an absent member. */
const presentIn = (codec: Codec): readonly Codec[] =>
  codecsIn(get(codec, 'types')).filter((each) => tagOf(each) !== 'UndefinedType');

const mayBeAbsent = (codec: Codec): boolean =>
  tagOf(codec) === 'UnionType' && codecsIn(get(codec, 'types')).length > presentIn(codec).length;

/** Returns the schemas of all codecs, or undefined if one of them has none. */
const schemasOf = (codecs: readonly Codec[]): readonly JsonObject[] | undefined => {
  const schemas = codecs.map(codecSchema).filter((schema) => schema !== undefined);
  return schemas.length === codecs.length ? schemas : undefined;
};

const objectSchema = (codec: Codec, isPartial: boolean): JsonObject | undefined => {
  const props = get(codec, 'props');
  if (!isJsonObject(props)) return undefined;
  const members = Object.entries(props).flatMap(([key, each]) => (isCodec(each) ? [[key, each] as const] : []));
  const schemas = schemasOf(members.map(([, each]) => each));
  return (
    schemas && {
      type: 'object',
      properties: Object.fromEntries(members.map(([key], index) => [key, schemas[index]])),
      required: members.flatMap(([key, each]) => (isPartial || mayBeAbsent(each) ? [] : [key])),
      additionalProperties: false,
    }
  );
};

/** Merges the schemas of objects: `allOf` would forbid the members of one object in the other. */
const merged = (schemas: readonly JsonObject[]): JsonObject | undefined =>
  schemas.every(({ type, properties }) => type === 'object' && isJsonObject(properties))
    ? {
        type: 'object',
        properties: Object.fromEntries(
          schemas.flatMap(({ properties }) => (isJsonObject(properties) ? Object.entries(properties) : [])),
        ),
        required: schemas.flatMap(({ required }) => required),
        additionalProperties: false,
      }
    : undefined;

const unionSchema = (codec: Codec): JsonObject | undefined => {
  const schemas = schemasOf(presentIn(codec));
  if (schemas === undefined) return undefined;
  const [only] = schemas;
  return schemas.length === 1 ? only : { anyOf: schemas };
};

const innerSchema = (codec: Codec, key: string): JsonObject | undefined => {
  const inner = get(codec, key);
  return isCodec(inner) ? codecSchema(inner) : undefined;
};

const wrapped = (codec: Codec, key: string, wrap: (inner: JsonObject) => JsonObject): JsonObject | undefined => {
  const inner = innerSchema(codec, key);
  return inner && wrap(inner);
};

/**
 * Derives the JSON Schema of an io-ts codec. It knows the codecs that describe JSON: strings, numbers, booleans, null,
 * literals, lists, tuples, objects, records, unions and intersections of objects. Returns undefined for any other codec,
 * such as one made with `new t.Type` or `t.recursion`.
 */
export const codecSchema = (codec: Codec): JsonObject | undefined => {
  switch (tagOf(codec)) {
    case 'StringType':
      return { type: 'string' };
    case 'NumberType':
      return { type: 'number' };
    case 'BooleanType':
      return { type: 'boolean' };
    case 'NullType':
      return { type: 'null' };
    case 'UnknownType':
    case 'AnyType':
      return {};
    case 'LiteralType':
      return { const: get(codec, 'value') };
    case 'KeyofType': {
      const keys = get(codec, 'keys');
      return isJsonObject(keys) ? { enum: Object.keys(keys) } : undefined;
    }
    case 'ArrayType':
    case 'ReadonlyArrayType':
      return wrapped(codec, 'type', (items) => ({ type: 'array', items }));
    case 'TupleType': {
      const items = schemasOf(codecsIn(get(codec, 'types')));
      return items && { type: 'array', prefixItems: items, minItems: items.length, maxItems: items.length };
    }
    case 'DictionaryType':
      return wrapped(codec, 'codomain', (values) => ({ type: 'object', additionalProperties: values }));
    case 'InterfaceType':
    case 'StrictType':
      return objectSchema(codec, false);
    case 'PartialType':
      return objectSchema(codec, true);
    case 'IntersectionType': {
      const schemas = schemasOf(codecsIn(get(codec, 'types')));
      return schemas && merged(schemas);
    }
    case 'UnionType':
      return unionSchema(codec);
    case 'ReadonlyType':
    case 'ExactType':
      return innerSchema(codec, 'codec') ?? innerSchema(codec, 'type');
    case 'RefinementType':
      return codec.name === 'Int' || codec.name === 'integer' ? { type: 'integer' } : innerSchema(codec, 'type');
    default:
      return undefined;
  }
};
