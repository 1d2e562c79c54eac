import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { restore } from 'sinon';
import * as operators from '../lib/operators/index.js';
import { diagramOf, drawingsIn, type Drawing } from '../spec/support/diagrams/diagramOf.js';
import { UnknownName } from '../spec/support/diagrams/meaningsOf.js';
import { replay, type Fixtures } from '../spec/support/diagrams/replay.js';

const LIB = fileURLToPath(new URL('../lib/', import.meta.url));
const FIXTURES = fileURLToPath(new URL('docs/', import.meta.url));

// `require`, as mocha loads the tests: `import` would load a second copy of every module.
const load: (path: string) => Readonly<Record<string, unknown>> = createRequire(import.meta.url);

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort();
const read = (file: string): string => readFileSync(`${LIB}${file}`, 'utf8');
const isFixtures = (value: unknown): value is Fixtures => typeof value === 'function';

/** Loads the fixtures for the diagrams of a file, if it has any. */
const fixturesOf = (file: string): Fixtures | undefined => {
  if (!existsSync(`${FIXTURES}${file}`)) return undefined;
  const { fixtures } = load(`${FIXTURES}${file}`);
  if (isFixtures(fixtures)) return fixtures;
  throw new Error(`marbles/docs/${file} must export a function named fixtures`);
};

const callIn = ({ text }: Drawing): string => /^ +.*?(?= {3}|$)/m.exec(text)?.[0].trim() ?? '';

const adviceFor = (cause: Error, file: string): string => {
  const path = `marbles/docs/${file}`;
  if (cause instanceof UnknownName)
    return `${existsSync(`${FIXTURES}${file}`) ? 'Add it to' : 'Create'} ${path}, e.g.\n
  export const fixtures: Fixtures = () => ({ ${cause.member}: { ${JSON.stringify(cause.unknown)}: … } });`;
  return `Correct the diagram or the code. The notation is described in spec/support/diagrams/diagramOf.ts.
The values of words are in ${path}, else in spec/support/diagrams/vocabulary.ts. A word that neither
defines is read letter by letter: to give it one value, add it to the \`values\` of ${path}.`;
};

/** Adds the place and the text of the diagram, and advice, to the message of an error. */
const explain = (cause: unknown, file: string, { line, text }: Drawing): unknown => {
  if (!(cause instanceof Error)) return cause;
  cause.message = [
    `The diagram at lib/${file}:${line} is not what happens:`,
    text,
    cause.message,
    adviceFor(cause, file),
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
            replay(diagramOf(drawing.text), fixturesOf(file), load(`${LIB}${file}`));
          } catch (cause) {
            throw explain(cause, file, drawing);
          }
        });
    });

  it('exist for every operator', () => {
    // Lower case: classes are not operators.
    const names = new Set(Object.keys(operators).filter((name) => /^[a-z]/.test(name)));
    const undrawn = filesIn(LIB)
      .filter((file) => file.startsWith('operators/') && names.has(basename(file, '.ts')))
      .filter((file) => !drawn.includes(file));
    expect(undrawn, 'operators whose docstring has no marble diagram').to.deep.equal([]);
  });

  it('are not in blocks of another language, which would not be replayed', () => {
    const isHidden = (language: string | undefined, block = '') =>
      language !== 'text' && /^ *\* \S[^:]*: +[-^#|(]/m.test(block);
    const hidden = filesIn(LIB).filter((file) =>
      [...read(file).matchAll(/```(\w*)\n(.*?)```/gs)].some(([, language, block]) => isHidden(language, block)),
    );
    expect(hidden, 'files with a diagram that is not in a block of the language text').to.deep.equal([]);
  });

  it('use all files in marbles/docs', () => {
    const unused = filesIn(FIXTURES).filter((file) => !drawn.includes(file));
    expect(unused, 'fixtures in marbles/docs of files that have no diagram').to.deep.equal([]);
  });
});
