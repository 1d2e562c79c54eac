import { expect } from 'chai';
import { textParam } from '../../lib/payload/textControls.js';

const schema = { type: 'object', properties: { answer: { type: 'string' } }, required: ['answer'] };
const format = { type: 'json_schema', strict: true, schema, name: 'codex_output_schema' };

describe('textParam', () => {
  it('is absent without verbosity and schema', () => {
    expect(textParam(undefined, undefined)).to.equal(undefined);
    expect(textParam({}, undefined)).to.equal(undefined);
    expect(textParam({ verbosity: undefined }, undefined)).to.equal(undefined);
  });

  for (const verbosity of ['low', 'medium', 'high'] as const)
    it(`has the verbosity ${verbosity} alone`, () => {
      expect(textParam({ verbosity }, undefined)).to.deep.equal({ verbosity });
    });

  it('has the schema alone, strict and under its fixed name', () => {
    expect(textParam(undefined, schema)).to.deep.equal({ format });
    expect(textParam({}, schema)).to.deep.equal({ format });
  });

  it('has both', () => {
    expect(textParam({ verbosity: 'low' }, schema)).to.deep.equal({ verbosity: 'low', format });
  });

  it('takes an empty schema for a schema', () => {
    expect(textParam(undefined, {})).to.deep.equal({ format: { ...format, schema: {} } });
  });
});
