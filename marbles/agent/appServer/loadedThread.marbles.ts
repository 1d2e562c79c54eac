import { appServerSession, textTurn } from '../../../lib/testing/appServer/appServerSession.js';
import { marbles } from '../../../spec/support/marbles.js';
import { letters, playTurn } from './playTurn.js';

const session = appServerSession([textTurn('one').slice(1, 3), textTurn('two').slice(1, 3)]);
const id = 'thread_1';

describe('two objects for one thread of the app-server', () => {
  it(
    'take turns: the turn of the second begins when that of the first has ended',
    marbles(({ expectObservable }, scheduler) => {
      const { codex, thread, written } = playTurn(scheduler, session);
      expectObservable(letters(thread.events('one'))).toBe('      --t--sdd(c|)');
      expectObservable(letters(codex.resumeThread(id).events('two')), '----^').toBe('--------t--sdd(c|)');
      expectObservable(written).toBe('ITS-----S----------|');
    }),
  );

  it(
    'take turns also if the first one is left: its commands are ended before',
    marbles(({ expectObservable }, scheduler) => {
      const { codex, thread, written } = playTurn(scheduler, session);
      expectObservable(letters(thread.events('one')), '^-----!').toBe('--t--s');
      expectObservable(letters(codex.resumeThread(id).events('two')), '----^').toBe('--------t-sdd(c|)');
      expectObservable(written).toBe('ITS---XCS---------|');
    }),
  );

  it(
    'let the second one leave the queue without a request',
    marbles(({ expectObservable }, scheduler) => {
      const { codex, thread, written } = playTurn(scheduler, session);
      expectObservable(letters(thread.events('one'))).toBe('--t--sdd(c|)');
      expectObservable(letters(codex.resumeThread(id).events('two')), '----^-!').toBe('-------');
      expectObservable(written).toBe('ITS----------|');
    }),
  );

  it(
    'give the thread their own settings before their turn',
    marbles(({ expectObservable }, scheduler) => {
      const { codex, thread, written } = playTurn(scheduler, session);
      expectObservable(letters(thread.events('one'))).toBe('--t--sdd(c|)');
      const second = codex.resumeThread(id, { approvalPolicy: 'never' });
      expectObservable(letters(second.events('two')), '----^').toBe('---------t-sdd(c|)');
      expectObservable(written).toBe('ITS-----US---------|');
    }),
  );
});
