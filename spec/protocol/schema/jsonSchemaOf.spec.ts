import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import { expect } from 'chai';
import * as t from 'io-ts';
import * as v from 'valibot';
import { z } from 'zod';
import { jsonSchemaOf } from '../../../lib/protocol/schema/jsonSchemaOf.js';

describe('jsonSchemaOf', () => {
  const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };

  it('takes a JSON Schema unchanged', () => {
    expect(jsonSchemaOf(city)).to.equal(city);
  });

  for (const [library, schema] of [
    ['zod', z.object({ city: z.string() })],
    ['valibot', toStandardJsonSchema(v.object({ city: v.string() }))],
    ['arktype', type({ city: 'string' })],
    ['io-ts', t.type({ city: t.string })],
  ] as const)
    it(`converts a schema of ${library}`, () => {
      expect(jsonSchemaOf(schema)).to.deep.include(city);
    });

  const transforms = {
    zod: z.object({ at: z.string().transform(Number), in: z.array(z.object({ on: z.boolean() })) }),
    'zod, with another output': z.object({
      at: z.string().transform(Number).pipe(z.number()),
      in: z.array(z.object({ on: z.boolean() })),
    }),
    valibot: toStandardJsonSchema(
      v.object({ at: v.pipe(v.string(), v.transform(Number)), in: v.array(v.object({ on: v.boolean() })) }),
    ),
    arktype: type({ at: 'string.numeric.parse', in: type({ on: 'boolean' }).array() }),
  };
  for (const [library, schema] of Object.entries(transforms))
    it(`describes the text that a schema of ${library} parses, in closed objects`, () => {
      const { properties, additionalProperties } = jsonSchemaOf(schema);
      expect(properties).to.have.nested.property('at.type', 'string');
      expect(properties).to.have.nested.property('in.items.additionalProperties', false);
      expect(additionalProperties).to.equal(false);
    });

  it('requires the members of an answer that have a default, and not those of arguments', () => {
    const schema = z.object({ city: z.string().default('Paris') });
    expect(jsonSchemaOf(schema)).to.have.deep.property('required', ['city']);
    expect(jsonSchemaOf(schema, 'parameters', 'arguments')).not.to.have.property('required');
  });

  it('leaves the members of an intersection open', () => {
    const [a, b] = [type({ a: 'string' }), type({ b: 'string' })];
    const standard = { version: 1, vendor: 'some', validate: () => ({ value: 1 }) };
    const allOf = [a, b].map((each) => each.toJsonSchema());
    expect(jsonSchemaOf({ '~standard': standard, toJSONSchema: () => ({ allOf }) })).to.deep.equal({ allOf });
  });

  it('calls the method of a library without Standard JSON Schema', () => {
    const standard = { version: 1, vendor: 'older', validate: () => ({ value: 1 }) };
    expect(jsonSchemaOf({ '~standard': standard, toJSONSchema: () => city })).to.deep.equal({
      ...city,
      additionalProperties: false,
    });
  });

  it('converts the codecs that describe JSON', () => {
    const codec = t.intersection([
      t.type({
        list: t.array(t.Int),
        pair: t.tuple([t.string, t.null]),
        kind: t.keyof({ a: null, b: null }),
        one: t.literal(1),
        map: t.record(t.string, t.boolean),
        maybe: t.union([t.string, t.undefined]),
      }),
      t.partial({ either: t.union([t.number, t.readonly(t.exact(t.type({ x: t.unknown })))]) }),
    ]);
    expect(jsonSchemaOf(codec)).to.deep.equal({
      type: 'object',
      properties: {
        list: { type: 'array', items: { type: 'integer' } },
        pair: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'null' }], minItems: 2, maxItems: 2 },
        kind: { enum: ['a', 'b'] },
        one: { const: 1 },
        map: { type: 'object', additionalProperties: { type: 'boolean' } },
        maybe: { type: 'string' },
        either: {
          anyOf: [
            { type: 'number' },
            { type: 'object', properties: { x: {} }, required: ['x'], additionalProperties: false },
          ],
        },
      },
      required: ['list', 'pair', 'kind', 'one', 'map'],
      additionalProperties: false,
    });
  });

  for (const [what, schema, sentence] of [
    ['a schema without a JSON Schema', v.object({ city: v.string() }), /schema of valibot that cannot be converted/],
    ['a type without a form in JSON', z.date(), /cannot be converted to JSON Schema/],
    ['an odd converter', { '~standard': { jsonSchema: { input: () => 'no' } } }, /not a JSON Schema object/],
    ['a codec with a validation of its own', new t.Type('Odd', t.string.is, t.string.validate, String), /codec Odd/],
    ['an instance of a class', new Map(), /must be a JSON Schema/],
    ['a list', [], /must be a JSON Schema/],
    ['a text', 'schema', /must be a JSON Schema/],
  ] as const)
    it(`refuses ${what}`, () => {
      expect(() => jsonSchemaOf(schema)).to.throw(sentence);
    });
});
