import { compileFunction } from 'node:vm';
import { expect } from 'chai';
import { config, filter, firstValueFrom, lastValueFrom, Observable, Subscription } from 'rxjs';
import ts from 'typescript';
import { Conversation } from 'codex-rx';
import { ScriptedServer } from 'codex-rx/server';
import { marbleRunner } from 'codex-rx/testing';
import type { CompiledBlock } from './compileBlocks.js';
import { inSteps } from './inSteps.js';
import { createPrelude } from './prelude.js';
import { globalsOf, requireFor } from './stage.js';

/** Waits for what a statement has begun: rejects where that fails. */
const endOf = async (value: unknown): Promise<unknown> => {
  if (value instanceof Subscription) return new Promise<void>((resolve) => value.add(resolve));
  if (value instanceof Observable) return lastValueFrom(value, { defaultValue: undefined });
  if (!(value instanceof Conversation)) return value;
  const { answer } = await firstValueFrom(
    value.state$.pipe(filter((state) => state.answer !== undefined && !state.busy)),
  );
  expect(answer?.status).to.equal('completed');
  value.close(); // or whoever listens to it would wait forever
  return undefined;
};

/** Keeps what a block has begun until it is waited for, and the servers that it leaves open. */
const createSteps = () => {
  let begun: Promise<unknown>[] = [];
  const servers = new Set<ScriptedServer>();
  return {
    seen: <T>(value: T): T => {
      if (value instanceof ScriptedServer) servers.add(value);
      const end = endOf(value);
      end.catch(() => undefined); // told by `pause`, which may come much later
      begun.push(end);
      return value;
    },
    pause: async (): Promise<void> => {
      const ends = begun;
      begun = [];
      await Promise.all(ends);
    },
    close: (): Promise<unknown> => Promise.all([...servers].map((server) => server.close())),
  };
};

const toJavaScript = ({ source, code }: CompiledBlock): string =>
  ts.transpileModule(inSteps(source, source.length - code.length), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  }).outputText;

/**
 * Runs a block: observables that are the value of a statement or of a variable are subscribed to and must complete,
 * subscriptions must end, promises be fulfilled, conversations come to rest; at its end, and wherever a comment stands
 * between two statements. A block in marbles runs in virtual time, and what it expects is what is checked.
 *
 * @returns what a person would have seen.
 */
export const runBlock = async (block: CompiledBlock, server: ScriptedServer): Promise<readonly unknown[]> => {
  const shown: unknown[] = [];
  const { seen, pause, close } = createSteps();
  const scope = {
    ...globalsOf(server, (thing) => shown.push(thing)),
    exports: {},
    require: requireFor(block, server),
    prelude: createPrelude(server, (...things) => shown.push(...things)),
    __seen: block.isVirtual ? <T>(value: T) => value : seen,
    __pause: pause,
  };
  const code = `return (async () => {${toJavaScript(block)}})();`;
  const start = compileFunction(code, [...Object.keys(scope), 'helpers'], { filename: `${block.file}:${block.line}` });
  const run = (helpers?: object): unknown => Reflect.apply(start, undefined, [...Object.values(scope), helpers]);

  const unhandled: unknown[] = [];
  config.onUnhandledError = (error: unknown) => unhandled.push(error);
  try {
    if (block.isVirtual) await inVirtualTime(run);
    else await run();
    await pause();
    // Errors that nobody handles are told in a turn of their own.
    await new Promise((resolve) => setTimeout(resolve));
  } finally {
    config.onUnhandledError = null;
    await close();
  }
  if (unhandled.length > 0) throw new Error('an error has no handler', { cause: unhandled[0] });
  return shown;
};

/** What follows the first comment of the block comes when all marbles have passed. */
const inVirtualTime = (run: (helpers: object) => unknown): Promise<unknown> => {
  const marbles = marbleRunner((actual, expected) => expect(actual).to.deep.equal(expected));
  let ended: unknown;
  marbles((helpers) => (ended = run(helpers)))();
  return Promise.resolve(ended);
};
