import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import ts from 'typescript';

/**
 * Every file of `lib` that waits for a promise, an event of Node or the first value of a stream, with the number of its
 * waits and with what limits them. A test fails for a wait that is not listed. Waits that are a time are in the list of
 * timing constants.
 */
const WAITS: Readonly<Record<string, readonly [count: number, limit: string]>> = {
  'agent/appServer/turn/ActiveTurn.ts': [1, 'the idle timeout of the turn; exitGrace after its subscriber has left'],
  'agent/appServer/turn/appServerTurn.ts': [1, 'exitGrace, within which endTurn completes'],
  'agent/process/childProcessTransport.ts': [6, 'the idle timeout of the turn, then killGrace and SIGKILL'],
  'agent/process/signalGroup.ts': [1, 'none is needed: it reports a failure, and nothing waits for it'],
  'agent/turn/asGenerator.ts': [1, 'the teardown of an observable, which waits for nothing'],
  'agent/turn/promiseOf.ts': [1, 'the idle timeout of the turn'],
  'backpressure/boundedIteration.ts': [3, 'the iterator of rxjs-for-await, whose return ends at once'],
  'cli/terminal/processTerminal.ts': [
    6,
    'INPUT_TIMEOUT and PIPELINE_TIMEOUT for what is piped in; a person at a terminal has time',
  ],
  'mcp/mcpTools.ts': [1, 'the time limit of a tool, and the requestTimeout of the MCP client'],
  'node/httpTransport.ts': [1, 'connectTimeout of the request'],
  'node/inflateAny.ts': [1, 'the end of a decompressor, which follows the end of its input'],
  'node/nodeListener.ts': [8, 'the connection of the client: all waits end when it closes'],
  'node/openNodeSocket.ts': [2, 'CLOSE_GRACE'],
  'node/proxy/failRefusedTunnel.ts': [1, 'connectTimeout of the request'],
  'node/recording/writeMarble.ts': [2, 'an operation of a file'],
  'operators/flow/abortWith.ts': [1, 'the subscription: it only ends a stream earlier'],
  'operators/tools/resultValues.ts': [3, 'the time limit of a tool'],
  'relay/frames/toResponse.ts': [1, 'the answer: it only ends a stream earlier'],
  'relay/server/hooks.ts': [2, 'hookTimeout'],
  'relay/server/readJsonBody.ts': [1, 'bodyTimeout'],
  'relay/server/relay.ts': [2, 'hookTimeout'],
  'relay/server/relayRoutes.ts': [7, 'bodyTimeout; hookTimeout for hooks and the store; the limit of drain'],
  'relay/store/settledWithin.ts': [1, 'hookTimeout'],
  'transport/fetchTransport.ts': [1, 'streamIdleTimeout of the provider'],
};

/** A server for tests: it waits as long as its scripts say, and `close` ends all of its connections. */
const isForTests = (file: string): boolean => /^(server|testing)\//.test(file);

const NAMES = new Set(['firstValueFrom', 'lastValueFrom', 'once', 'fromEvent']);

const waitsIn = (text: string): number => {
  let count = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined)) count += 1;
    if (ts.isNewExpression(node) && /^(Promise|AsyncSubject)$/.test(node.expression.getText())) count += 1;
    if (ts.isCallExpression(node)) {
      const { expression: callee } = node;
      const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
      // `await once(…)` is one wait.
      if (NAMES.has(name) && node.arguments.length > 0 && !ts.isAwaitExpression(node.parent)) count += 1;
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('', text, ts.ScriptTarget.ES2022, true));
  return count;
};

describe('the waits of lib', () => {
  it('each have a limit, which is listed here', () => {
    const found = readdirSync('lib', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !isForTests(file))
      .flatMap((file) => {
        const text = readFileSync(`lib/${file}`, 'utf8');
        if (!/await|Promise|AsyncSubject|ValueFrom|once\(|fromEvent/.test(text)) return [];
        const count = waitsIn(text);
        return count === 0 ? [] : [[file, count] as const];
      });
    expect(Object.fromEntries(found)).to.deep.equal(
      Object.fromEntries(Object.entries(WAITS).map(([file, [count]]) => [file, count])),
    );
  });
});
