import { Server } from 'node:http';
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
import { globalsOf, requireFor } from './context.js';
import { refuseNetwork } from './refuseNetwork.js';

/** Waits for the end of what a statement has started. Rejects if it fails. */
const endOf = async (value: unknown): Promise<unknown> => {
  if (value instanceof Subscription) return new Promise<void>((resolve) => value.add(resolve));
  if (value instanceof Observable) return lastValueFrom(value, { defaultValue: undefined });
  if (!(value instanceof Conversation)) return value;
  const { answer } = await firstValueFrom(
    value.state$.pipe(filter((state) => state.answer !== undefined && !state.busy)),
  );
  expect(answer?.status).to.equal('completed');
  value.close(); // ends its observables, which the block may wait for
  return undefined;
};

/** Collects what the statements of a block have started, to wait for it, and the servers that the block leaves open. */
const createSteps = () => {
  let started: Promise<unknown>[] = [];
  const servers = new Set<ScriptedServer>();
  const listeners = new Set<Server>();
  return {
    seen: <T>(value: T): T => {
      if (value instanceof ScriptedServer) servers.add(value);
      if (value instanceof Server) listeners.add(value);
      const end = endOf(value);
      end.catch(() => undefined); // `pause` reports it, maybe much later
      started.push(end);
      return value;
    },
    pause: async (): Promise<void> => {
      const ends = started;
      started = [];
      await Promise.all(ends);
    },
    close: (): Promise<unknown> => {
      for (const listener of listeners) listener.close();
      return Promise.all([...servers].map((server) => server.close()));
    },
  };
};

const toJavaScript = ({ source, code }: CompiledBlock): string =>
  ts.transpileModule(inSteps(source, source.length - code.length), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  }).outputText;

/**
 * Runs a block. At its end, and at every comment between two statements, it waits for the values of statements and
 * variables: observables are subscribed to and must complete, subscriptions must end, promises must be fulfilled,
 * conversations must be idle. A block with marbles runs in virtual time and contains its own expectations. A connection
 * to another machine fails the block.
 *
 * @returns the values that were shown to the user.
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
  const runToEnd = async (): Promise<void> => {
    await (block.isVirtual ? inVirtualTime(run) : run());
    await pause();
    // RxJS reports unhandled errors in a later macrotask.
    await new Promise((resolve) => setTimeout(resolve));
  };
  config.onUnhandledError = (error: unknown) => unhandled.push(error);
  const network = refuseNetwork(block);
  try {
    await Promise.race([network.refused, runToEnd()]);
  } finally {
    network.restore();
    config.onUnhandledError = null;
    await close();
  }
  if (unhandled.length > 0) throw new Error('an error has no handler', { cause: unhandled[0] });
  return shown;
};

/** Runs a block in virtual time. The statements after its first comment run when the virtual time has passed. */
const inVirtualTime = (run: (helpers: object) => unknown): Promise<unknown> => {
  const marbles = marbleRunner((actual, expected) => expect(actual).to.deep.equal(expected));
  let ended: unknown;
  marbles((helpers) => (ended = run(helpers)))();
  return Promise.resolve(ended);
};
