import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import type { Mutant } from './Mutant.js';

const HANDED_ON = ['scheduler', 'waitScheduler', 'random'] as const;
type HandedOn = (typeof HANDED_ON)[number];

/** Makes the clock of RxJS available under a name that no file has. */
const REAL_CLOCK = "import { asyncScheduler as realClock } from 'rxjs';\n";

const OPERATORS = ['spec/defaults.spec.ts', 'spec/clients/scheduler.spec.ts'];

/** The tests that notice a dropped argument, by the beginning of a file's path. The first one that fits counts. */
const TESTS: readonly (readonly [path: string, tests: readonly string[]])[] = [
  ['clients/http/clientFault.ts', ['spec/clients/wrongArguments.spec.ts']],
  ['clients/http/reportDrain.ts', ['spec/clients/http/reportDrain.spec.ts']],
  ['clients/websocket/knownRefusals.ts', ['spec/clients/websocket/knownRefusals.spec.ts']],
  ['clients/', ['spec/clients/scheduler.spec.ts', 'marbles/clients/**/*.marbles.ts']],
  [
    'operators/telemetry/',
    [...OPERATORS, 'spec/operators/telemetry/*.spec.ts', 'marbles/operators/telemetry/*.marbles.ts'],
  ],
  ['operators/answer/smooth.ts', [...OPERATORS, 'spec/operators/answer/smooth.spec.ts']],
  ['operators/http/recordStream.ts', ['spec/node/scheduler.spec.ts']],
  ['operators/tools/', [...OPERATORS, 'spec/operators/tools/scheduler.spec.ts']],
  ['operators/', OPERATORS],
  ['agent/', ['spec/agent/scheduler.spec.ts']],
  ['node/', ['spec/node/scheduler.spec.ts']],
  ['transport/', ['spec/node/scheduler.spec.ts', 'spec/transport/scheduler.spec.ts']],
  ['provider/', ['spec/provider/*.spec.ts', 'spec/clients/scheduler.spec.ts']],
  ['angular/', ['spec/entryScheduler.spec.ts', 'marbles/angular/serverAnswers.marbles.ts']],
  ['testing/appServer/', ['spec/agent/scheduler.spec.ts', 'spec/testing/scheduler.spec.ts']],
  ['testing/', ['scheduler', 'virtualClient', 'marbles'].map((name) => `spec/testing/${name}.spec.ts`)],
  ['', ['spec/entryScheduler.spec.ts']],
];

/** The places that no test can notice, with the reason. */
const EQUIVALENT: Readonly<Record<string, string>> = {
  'operators/tools/runTool.ts': 'an approval is the first value of its result; other tasks run after a hundred of them',
  'testing/virtualTransport.ts': 'the scheduler that is handed on is the default, whose time a TestScheduler replaces',
};

const isHandedOn = (name: string): name is HandedOn => HANDED_ON.some((known) => known === name);

/** A part of a file that is left out or replaced. */
interface Cut {
  readonly name: HandedOn;
  readonly start: number;
  readonly end: number;
  /** Replaces the part. Default: nothing. */
  readonly by?: string;
}

const cutOf = (list: ts.NodeArray<ts.Node>, node: ts.Node, source: ts.SourceFile): Pick<Cut, 'start' | 'end'> => {
  const next = list[list.indexOf(node) + 1];
  return { start: node.getStart(source), end: next === undefined ? node.getEnd() : next.getStart(source) };
};

/** Finds `scheduler` in `scheduler.now()` and `scheduler.schedule(…)`: the faulty file uses the clock of RxJS. */
const useAt = (node: ts.Node, source: ts.SourceFile): Cut | undefined => {
  if (!ts.isPropertyAccessExpression(node) || !/^(now|schedule)$/.test(node.name.text)) return undefined;
  const { expression } = node;
  if (!/(^|[.#])(wait)?[sS]cheduler$/.test(expression.getText(source))) return undefined;
  return { name: 'scheduler', start: expression.getStart(source), end: expression.getEnd(), by: 'realClock' };
};

/** Finds `random` in `random()`. */
const chanceAt = (node: ts.Node): Cut | undefined => {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression) || node.expression.text !== 'random')
    return undefined;
  return { name: 'random', start: node.expression.getStart(), end: node.expression.getEnd(), by: 'Math.random' };
};

/** Finds the places where a scheduler is used, and where a call or an object literal of arguments hands one on. */
const cutsIn = (source: ts.SourceFile): readonly Cut[] => {
  const cuts: Cut[] = [];
  const visit = (node: ts.Node): void => {
    const use = useAt(node, source) ?? chanceAt(node);
    if (use !== undefined) cuts.push(use);
    if (ts.isCallExpression(node) || ts.isNewExpression(node))
      for (const argument of node.arguments ?? [])
        if (node.arguments !== undefined && ts.isIdentifier(argument) && isHandedOn(argument.text))
          cuts.push({ name: argument.text, ...cutOf(node.arguments, argument, source) });
    if (ts.isObjectLiteralExpression(node))
      for (const member of node.properties)
        if (member.name !== undefined && ts.isIdentifier(member.name) && isHandedOn(member.name.text))
          cuts.push({ name: member.name.text, ...cutOf(node.properties, member, source) });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return cuts;
};

const mutantsIn = (file: string, text: string): readonly Mutant[] => {
  if (!/scheduler|random/i.test(text)) return [];
  const tests = TESTS.find(([path]) => file.startsWith(path))?.[1] ?? [];
  const equivalent = EQUIVALENT[file];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  return cutsIn(source).map(({ name, start, end, by = '' }, index) => ({
    name: `${file.replace(/.*\/|\.ts$/g, '')} ${index + 1}: ${by === '' ? 'hands' : 'uses'} ${name}${by === '' ? ' on' : ''}`,
    group: name === 'random' ? name : 'scheduler',
    file,
    // The whole text, so that this occurrence is meant.
    from: text,
    to: `${by === 'realClock' ? REAL_CLOCK : ''}${text.slice(0, start)}${by}${text.slice(end)}`,
    tests,
    short: file === 'clients/http/openResponse.ts',
    ...(equivalent === undefined ? {} : { equivalent }),
  }));
};

/**
 * Creates a fault for each place of the library that uses a scheduler, or hands a scheduler or a source of randomness on:
 * without it.
 */
export const handoverMutants = async (): Promise<readonly Mutant[]> => {
  const files = await readdir('lib', { recursive: true });
  const texts = await Promise.all(
    files
      .filter((file) => file.endsWith('.ts'))
      .sort()
      .map(async (file) => [file, await readFile(join('lib', file), 'utf8')] as const),
  );
  return texts.flatMap(([file, text]) => mutantsIn(file, text));
};
