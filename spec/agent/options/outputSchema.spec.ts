import { expect } from 'chai';
import { z } from 'zod';
import { jsonSchemaOf, type OutputSchema } from '../../../lib/agent/options/outputSchema.js';

describe('jsonSchemaOf', () => {
  it('takes a JSON Schema as it is', () => {
    const schema = { type: 'object', properties: { ok: { type: 'boolean' } } };
    expect(jsonSchemaOf(schema)).to.equal(schema);
  });

  it('has a schema object of zod write itself', () => {
    const schema = z.object({ ok: z.boolean(), mood: z.enum(['good', 'bad']) });
    expect(jsonSchemaOf(schema)).to.deep.include({
      type: 'object',
      properties: { ok: { type: 'boolean' }, mood: { type: 'string', enum: ['good', 'bad'] } },
      required: ['ok', 'mood'],
      additionalProperties: false,
    });
  });

  it('refuses a schema object that cannot write itself, and says what to do', () => {
    const older = { '~standard': { version: 1, vendor: 'zod', validate: () => ({ value: 1 }) } };
    expect(() => jsonSchemaOf(older)).to.throw(/convert it first, for example with z\.toJSONSchema\(schema\)/);
  });

  it('refuses what is no object, as plain JavaScript may pass', () => {
    const wrong: unknown[] = [[], 'schema', 1];
    for (const schema of wrong)
      expect(() => jsonSchemaOf(schema as OutputSchema)).to.throw(/must be an object with a JSON Schema, got/);
    const odd = { '~standard': { jsonSchema: { output: () => 'no' } } };
    expect(() => jsonSchemaOf(odd)).to.throw(/pass a JSON Schema instead/);
  });
});
