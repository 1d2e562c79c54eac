import { expect } from 'chai';
import { argumentsText } from '../../lib/protocol/callArguments.js';

describe('argumentsText', () => {
  for (const [text, json] of [
    ['{"a":1}', '{"a":1}'],
    ['', '{}'],
    [' ', '{}'],
    ['null', '{}'],
    ['"{\\"a\\":1}"', '{"a":1}'],
    ['{"a":', '{"invalid_arguments":"{\\"a\\":"}'],
    ['"Paris"', '{"invalid_arguments":"\\"Paris\\""}'],
    ['[1]', '{"invalid_arguments":"[1]"}'],
  ] as const)
    it(`writes ${JSON.stringify(text)} as an object`, () => {
      expect(argumentsText(text)).to.equal(json);
    });
});
