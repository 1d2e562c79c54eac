import { expect } from 'chai';
import { map } from 'rxjs';
import { readCommand } from '../../../lib/cli/arguments/options.js';
import { readPrompt } from '../../../lib/cli/commands/readPrompt.js';
import { isRight } from '#either';
import { fakeTerminal } from '../../../spec/support/fakeTerminal.js';
import { marbles } from '../../../spec/support/marbles.js';

const WAITING = 'waiting up to 30 s for the text that is piped in; "-" waits without a limit';
const dropped = (seconds: number) =>
  `nothing was piped in within ${seconds} s: the prompt is sent without it; "-" waits for it`;

describe('readPrompt', () => {
  for (const [what, words, isPipeline, piped, subscriptions, output, notes] of [
    ['a pipe that writes at once', ['hi'], true, 'a 9ms |', '^ 9ms !', '10ms (p|)', []],
    ['a pipe that is slow', ['hi'], true, '20s a 9ms |', '^ 20s 9ms !', '20s 10ms (p|)', [WAITING]],
    ['a pipe that brings nothing', ['hi'], true, '60s |', '^ 29999ms !', '30s (h|)', [WAITING, dropped(30)]],
    ['another stdin that brings nothing', ['hi'], false, '60s |', '^ 2999ms !', '3s (h|)', [dropped(3)]],
    ['a pipe that "-" waits for', ['hi', '-'], true, '60s a |', '^ 60s !', '60001ms (p|)', []],
  ] as const)
    it(
      `waits for ${what}`,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }, scheduler) => {
        const command = readCommand([...words], {}, true);
        if (!isRight(command) || command.right.type !== 'prompt') throw new Error('no prompt');
        const source = cold(piped, { a: 'text' });
        const terminal = { ...fakeTerminal({ piped: source }), isPipeline };
        const input$ = readPrompt(command.right, terminal, { scheduler }).pipe(map(({ input }) => input));
        expectObservable(input$).toBe(output, { p: 'hi\n\ntext', h: 'hi' });
        expectSubscriptions(source.subscriptions).toBe(subscriptions);
        flush();
        expect(terminal.notes).to.deep.equal(notes);
      }),
    );
});
