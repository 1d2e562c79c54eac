import { expect } from 'chai';
import * as t from 'io-ts';
import { z } from 'zod';
import { readArguments } from '../../../lib/operators/tools/readArguments.js';
import { isApiError } from '../../../lib/protocol/errors/ApiError.js';

const anything = { type: 'object' };

const faultOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (isApiError(error) && error.type === 'invalid_request') return error.detail ?? '';
  }
  return 'no fault';
};

describe('readArguments', () => {
  it('reads an empty text and null as no arguments', () => {
    for (const text of ['', '  ', 'null', ' null ', '{}']) {
      expect(readArguments(anything, text)).to.deep.equal({});
      expect(readArguments(z.object({}), text)).to.deep.equal({});
      expect(readArguments(t.type({}), text)).to.deep.equal({});
    }
  });

  it('reads an object that is written as a JSON string, and no other string', () => {
    const schema = z.object({ city: z.string() });
    expect(readArguments(schema, JSON.stringify('{"city":"Paris"}'))).to.deep.equal({ city: 'Paris' });
    expect(faultOf(() => readArguments(schema, JSON.stringify('Paris')))).to.include('do not match');
    expect(faultOf(() => readArguments(schema, '"{'))).to.include('not valid JSON');
    expect(readArguments(z.string(), '"{"')).to.equal('{');
  });

  it('M8 drops members named __proto__, at every depth', () => {
    const read = readArguments(anything, '{"__proto__":{"admin":true},"list":[{"__proto__":{"admin":true},"a":1}]}');
    expect(read).to.deep.equal({ list: [{ a: 1 }] });
    expect(Object.keys(Object(read) as object)).to.deep.equal(['list']);
    expect(Object.assign({}, read)).not.to.have.property('admin');
  });

  it('describes what is wrong, without the text', () => {
    expect(faultOf(() => readArguments(anything, '{"secret'))).to.equal(
      'the arguments are not valid JSON. Correct the arguments and call the tool again.',
    );
    expect(faultOf(() => readArguments(z.object({ city: z.string() }), '{"city":7}'))).to.match(/do not match: city: /);
  });

  it('waits for a schema that checks asynchronously', async () => {
    const schema = z.object({ city: z.string().refine((city) => Promise.resolve(city === 'Paris')) });
    expect(await readArguments(schema, '{"city":"Paris"}')).to.deep.equal({ city: 'Paris' });
    const rejected = await Promise.resolve(readArguments(schema, '{"city":"Rome"}')).catch((error: unknown) => error);
    expect(isApiError(rejected)).to.equal(true);
  });
});
