import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { restore } from 'sinon';
import * as operators from '../lib/operators/index.js';
import { diagramOf, drawingsIn, type Drawing } from '../spec/support/diagrams/diagramOf.js';
import { replay, type Casting } from '../spec/support/diagrams/replay.js';

const LIB = fileURLToPath(new URL('../lib/', import.meta.url));
const CASTS = fileURLToPath(new URL('docs/', import.meta.url));

// As mocha loads the tests: what is imported would be a second copy of every module.
const load: (path: string) => Readonly<Record<string, unknown>> = createRequire(import.meta.url);

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort();
const read = (file: string): string => readFileSync(`${LIB}${file}`, 'utf8');
const isCasting = (value: unknown): value is Casting => typeof value === 'function';

/** What a diagram of this file speaks of; most need nobody to say it. */
const castOf = (file: string): Casting | undefined => {
  if (!existsSync(`${CASTS}${file}`)) return undefined;
  const { cast } = load(`${CASTS}${file}`);
  if (isCasting(cast)) return cast;
  throw new Error(`marbles/docs/${file} exports no function cast`);
};

const callIn = ({ text }: Drawing): string => /^ +.*?(?= {3}|$)/m.exec(text)?.[0].trim() ?? '';

/** Says where the diagram is, shows it, and says what to do. */
const explain = (cause: unknown, file: string, { line, text }: Drawing): unknown => {
  if (!(cause instanceof Error)) return cause;
  cause.message = [
    `lib/${file}:${line} draws what does not happen:`,
    text,
    `Mend the diagram, or the code. How diagrams are read: spec/support/diagrams/diagramOf.ts.\nWhat their words stand for: marbles/docs/${file}`,
    cause.message,
  ].join('\n\n');
  return cause;
};

describe('the diagrams of the docs', () => {
  const drawn = filesIn(LIB).filter((file) => drawingsIn(read(file)).length > 0);

  afterEach(() => restore());

  for (const file of drawn)
    describe(file, () => {
      for (const drawing of drawingsIn(read(file)))
        it(`line ${drawing.line}: ${callIn(drawing)}`, () => {
          try {
            replay(diagramOf(drawing.text), castOf(file), load(`${LIB}${file}`));
          } catch (cause) {
            throw explain(cause, file, drawing);
          }
        });
    });

  it('are there for every operator', () => {
    // Lower case: classes are no operators.
    const names = new Set(Object.keys(operators).filter((name) => /^[a-z]/.test(name)));
    const undrawn = filesIn(LIB)
      .filter((file) => file.startsWith('operators/') && names.has(basename(file, '.ts')))
      .filter((file) => !drawn.includes(file));
    expect(undrawn, 'operators whose docstring has no marble diagram').to.deep.equal([]);
  });

  it('do not hide in blocks of another language, which nobody replays', () => {
    const isHidden = (language: string | undefined, block = '') =>
      language !== 'text' && /^ *\* \S[^:]*: +[-^#|(]/m.test(block);
    const hidden = filesIn(LIB).filter((file) =>
      [...read(file).matchAll(/```(\w*)\n(.*?)```/gs)].some(([, language, block]) => isHidden(language, block)),
    );
    expect(hidden, 'files with a diagram that is not in a block of the language text').to.deep.equal([]);
  });

  it('need all casts that there are', () => {
    const unneeded = filesIn(CASTS).filter((file) => !drawn.includes(file));
    expect(unneeded, 'casts in marbles/docs of files that have no diagram').to.deep.equal([]);
  });
});
