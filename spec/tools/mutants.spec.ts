import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import ts from 'typescript';
import { constantMutants } from '../../tools/mutate/constantMutants.js';
import { CONSTANT_TESTS, EQUIVALENT_CONSTANTS } from '../../tools/mutate/constantTests.js';
import { handoverMutants } from '../../tools/mutate/handoverMutants.js';
import { listedMutants } from '../../tools/mutate/listedMutants.js';
import type { Mutant } from '../../tools/mutate/Mutant.js';

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort();

const tests = ['spec', 'marbles'].flatMap((folder) => filesIn(folder).map((file) => `${folder}/${file}`));

/** Whether a path with wildcards names a test. */
const isTest = (path: string): boolean => {
  const parts = path.split(/(\*\*\/|\*)/).map((part) => {
    if (part === '**/') return '(.*/)?';
    return part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  });
  const pattern = new RegExp(`^${parts.join('')}$`);
  return tests.some((test) => pattern.test(test));
};

const texts: ReadonlyMap<string, string> = new Map(
  filesIn('lib').map((file) => [file, readFileSync(`lib/${file}`, 'utf8')] as const),
);
const nameOf = ({ group, name, file }: Mutant): string => `${group}: ${name}, ${file}`;

/** The files that have a clock or chance of their own: what stands there is the default of an option. */
const filesWith = (...defaults: readonly string[]): readonly string[] =>
  [...texts].flatMap(([file, text]) => {
    if (!defaults.some((each) => text.includes(each))) return [];
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      const isDefault = ts.isBindingElement(node) || ts.isParameter(node);
      if (isDefault && node.initializer !== undefined) found.push(node.initializer.getText());
      if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
        found.push(node.right.getText());
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true));
    return found.some((each) => defaults.includes(each)) ? [file] : [];
  });

describe('the list of faults', () => {
  let faults: readonly Mutant[] = [];
  before(async () => {
    faults = [...(await handoverMutants()), ...(await constantMutants()), ...listedMutants];
  });

  it('has a fault for each file with a default scheduler, and one for each with default chance', () => {
    const listed = (group: Mutant['group']) =>
      new Set(faults.flatMap((fault) => (fault.group === group ? [fault.file] : [])));
    const [schedulers, chances] = [listed('scheduler'), listed('random')];
    const clocks = filesWith('asyncScheduler', 'backgroundTimer');
    expect(clocks.length).to.be.above(40);
    expect(clocks.filter((file) => !schedulers.has(file))).to.deep.equal([]);
    expect(filesWith('Math.random').filter((file) => !chances.has(file))).to.deep.equal([]);
  });

  it('names tests that exist, for each fault', () => {
    const faulty = faults.filter((fault) => fault.tests.length === 0 || !fault.tests.every(isTest));
    expect(faulty.map((fault) => `${nameOf(fault)}: ${fault.tests.join(' ')}`)).to.deep.equal([]);
  });

  it('names texts that are in their files', () => {
    const stale = listedMutants.filter(({ file, from }) => !texts.get(file)?.includes(from));
    expect(stale.map(nameOf)).to.deep.equal([]);
  });

  it('argues and tests constants of files that exist', () => {
    const files = [...Object.keys(CONSTANT_TESTS), ...Object.keys(EQUIVALENT_CONSTANTS)].map(
      (key) => key.split(':')[0],
    );
    expect(files.filter((file) => !texts.has(file ?? ''))).to.deep.equal([]);
  });

  it('changes something', () => {
    expect(faults.filter(({ from, to }) => from === to).map(nameOf)).to.deep.equal([]);
  });
});
