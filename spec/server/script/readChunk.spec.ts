import { expect } from 'chai';
import type { JsonObject } from '../../../lib/protocol/codec/json.js';
import { isFinish, isTokenChunk, isUsageChunk } from '../../../lib/server/script/readChunk.js';

const chunk = (delta: unknown, finish_reason: unknown = null): JsonObject => ({
  choices: [{ index: 0, delta, finish_reason }],
});
const call = (called: unknown): JsonObject => chunk({ tool_calls: [{ index: 0, function: called }] });

describe('server/readChunk', () => {
  const tokens: readonly (readonly [chunk: JsonObject, isToken: boolean])[] = [
    [chunk({ content: 'Hi' }), true],
    [chunk({ reasoning_content: 'Hm' }), true],
    [chunk({ reasoning: 'Hm' }), true],
    [chunk({ refusal: 'No' }), true],
    [call({ arguments: '{' }), true],
    [{ choices: [{ delta: {} }, { delta: { content: 'Hi' } }] }, true],
    [chunk({ role: 'assistant', content: '' }), false],
    [call({ name: 'f', arguments: '' }), false],
    [call(null), false],
    [chunk({}, 'stop'), false],
    [chunk(null), false],
    [chunk({ content: null, tool_calls: null }), false],
    [{ choices: [], usage: {} }, false],
    [{ error: { message: 'Oh' } }, false],
  ];
  for (const [given, expected] of tokens) {
    it(`${expected ? 'counts' : 'does not count'} ${JSON.stringify(given)} as a token`, () => {
      expect(isTokenChunk(given)).to.equal(expected);
    });
  }

  const usages: readonly (readonly [chunk: JsonObject, isUsage: boolean])[] = [
    [{ choices: [], usage: {} }, true],
    [{ choices: [], usage: null }, false],
    [{ usage: {} }, false],
    [{ choices: [{ delta: {} }], usage: {} }, false],
  ];
  for (const [given, expected] of usages) {
    it(`${expected ? 'takes' : 'does not take'} ${JSON.stringify(given)} for a report of usage alone`, () => {
      expect(isUsageChunk(given)).to.equal(expected);
    });
  }

  for (const [given, expected] of [
    [chunk({}, 'stop'), true],
    [chunk({ content: 'Hi' }, 'length'), true],
    [chunk({}), false],
    [{ choices: [] }, false],
  ] as const) {
    it(`${expected ? 'sees' : 'sees no'} finish in ${JSON.stringify(given)}`, () => {
      expect(isFinish(given)).to.equal(expected);
    });
  }
});
