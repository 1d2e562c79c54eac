import { expect } from 'chai';
import { EMPTY, NEVER, of } from 'rxjs';
import { Codex } from '../../../lib/agent/Codex.js';
import { checkInput } from '../../../lib/agent/turn/checkInput.js';
import { isApiError } from '../../../lib/protocol/errors/ApiError.js';
import { running, virtualProcess } from '../../../lib/testing/virtualProcess.js';
import type { ProcessTransport } from '../../../lib/transport/ProcessTransport.js';
import { errorOf } from '../../support/collect.js';

const messageOf = (input: unknown): string => {
  try {
    checkInput(input);
    return '';
  } catch (error) {
    return isApiError(error) && error.type === 'transport' && error.error.type === 'build' ? error.message : 'other';
  }
};

describe('agent/checkInput', () => {
  const text = { type: 'text', text: 'Hi' };
  const refused: readonly (readonly [string, unknown, string])[] = [
    ['an empty text', '', 'is empty'],
    ['no parts', [], 'is empty'],
    ['parts without text', [{ type: 'text', text: '' }], 'is empty'],
    ['nothing', undefined, 'got undefined'],
    ['null', null, 'got null'],
    ['a number', 7, 'got number'],
    ['an object', { text: 'Hi' }, 'got object'],
    ['a list of texts', ['Hi'], 'part 0 is neither'],
    ['a part of another type', [text, { type: 'image', url: 'https://example.com/a.png' }], 'part 1 is neither'],
    ['a part without its text', [{ type: 'text' }], 'part 0 is neither'],
    ['an image without its path', [{ type: 'local_image' }], 'part 0 is neither'],
    ['an image that is not there', [text, { type: 'local_image', path: '/nowhere/a.png' }], '"/nowhere/a.png"'],
  ];
  for (const [what, input, expected] of refused)
    it(`refuses ${what} with what is wrong`, () => {
      expect(messageOf(input)).to.contain(expected);
    });

  const accepted: readonly (readonly [string, unknown])[] = [
    ['a text', 'Hi'],
    ['a text part', [text]],
    ['an image alone', [{ type: 'local_image', path: process.execPath }]],
  ];
  for (const [what, input] of accepted)
    it(`accepts ${what}`, () => {
      expect(messageOf(input)).to.equal('');
    });

  for (const protocol of ['exec', 'app-server'] as const)
    it(`is applied before the program is started, over ${protocol}`, async () => {
      let runs = 0;
      const play = virtualProcess(of(running(EMPTY, NEVER)));
      const transport: ProcessTransport = {
        run: (...call) => {
          runs += 1;
          return play.run(...call);
        },
      };
      const codex = new Codex({ protocol, transport, codexPathOverride: process.execPath });
      const error = await errorOf(codex.startThread().events(''));
      expect(error.message).to.contain('the input is empty');
      expect(runs).to.equal(0);
    });
});
