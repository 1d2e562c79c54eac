import { tap } from 'rxjs';
import { drainingConnections } from '../../lib/transport/drainingConnections.js';
import { marbles } from '../../spec/support/marbles.js';

const ORIGIN = 'https://a.test';

describe('a request that follows an answer', () => {
  it(
    'is sent at once where no connection is being drained',
    marbles(({ expectObservable }) => {
      const connections = drainingConnections();
      connections.adder('https://b.test')();
      expectObservable(connections.whenFree(ORIGIN)).toBe('(t|)', { t: true });
    }),
  );

  it(
    'waits until the connection of the answer is free',
    marbles(({ cold, expectObservable }) => {
      const connections = drainingConnections();
      const end = connections.adder(ORIGIN)();
      expectObservable(cold('---(e|)').pipe(tap(() => end(true)))).toBe('---(e|)');
      expectObservable(connections.whenFree(ORIGIN)).toBe('---(t|)', { t: true });
    }),
  );

  it(
    'waits for 50 ms at most, and after that does not wait for this server again until a body of it ends',
    marbles(({ cold, expectObservable }) => {
      const connections = drainingConnections();
      const [first] = [connections.adder(ORIGIN)(), connections.adder(ORIGIN)(), connections.adder(ORIGIN)()];
      expectObservable(cold('80ms (e|)').pipe(tap(() => first(true)))).toBe('80ms (e|)');
      expectObservable(cold('95ms (e|)').pipe(tap(() => first(true)))).toBe('95ms (e|)');
      expectObservable(connections.whenFree(ORIGIN)).toBe('50ms (t|)', { t: true });
      expectObservable(connections.whenFree(ORIGIN), '60ms ^').toBe('60ms (t|)', { t: true });
      expectObservable(connections.whenFree(ORIGIN), '90ms ^').toBe('140ms (t|)', { t: true });
    }),
  );

  it(
    'is the only one to wait for a connection: the next one is sent at once',
    marbles(({ expectObservable }) => {
      const connections = drainingConnections();
      connections.adder(ORIGIN)();
      expectObservable(connections.whenFree(ORIGIN)).toBe('50ms (t|)', { t: true });
      expectObservable(connections.whenFree(ORIGIN)).toBe('(t|)', { t: true });
    }),
  );

  it(
    'is never sent where its consumer leaves while it waits',
    marbles(({ expectObservable }) => {
      const connections = drainingConnections();
      connections.adder(ORIGIN)();
      expectObservable(connections.whenFree(ORIGIN), '--!').toBe('---');
    }),
  );
});
