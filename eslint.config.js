import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import regexp from 'eslint-plugin-regexp';
import rxjs from 'eslint-plugin-rxjs-x';
import { existsSync } from 'node:fs';
import ts from 'typescript-eslint';

// Layers that run in browsers and on the edge, where alone a stray global would show.
const PORTABLE = [
  'protocol',
  'provider',
  'payload',
  'decode',
  'backpressure',
  'telemetry',
  'answer',
  'transport',
  'operators',
  'clients',
  'testing',
  'otel',
];
const NODE_GLOBALS = [
  'process',
  'Buffer',
  'setImmediate',
  'clearImmediate',
  'global',
  '__dirname',
  '__filename',
  'require',
];

export default ts.config(
  // The examples of the seeds are kept as they were written.
  { ignores: ['**/dist/', 'site/', '**/node_modules/', 'spec/agent/seedExamples/'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [ts.configs.strictTypeChecked, ts.configs.stylisticTypeChecked, rxjs.configs.strict],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // chai's types are extended in a global namespace
      '@typescript-eslint/no-namespace': ['error', { allowDeclarations: true }],
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      // Rethrowing what was caught: its type is unknown by nature.
      'rxjs-x/throw-error': ['error', { allowThrowingUnknown: true }],
      // A codec and its type share a name.
      '@typescript-eslint/no-redeclare': 'off',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
    },
  },
  {
    // No expression of the library may take quadratic or exponential time for an input, wherever in a text it is searched.
    files: ['lib/**/*.ts'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignoreSticky: true }],
    },
  },
  {
    files: [`lib/{${PORTABLE.join(',')}}/**/*.ts`, 'lib/index.ts'],
    rules: { 'no-restricted-globals': ['error', ...NODE_GLOBALS] },
  },
  {
    // ResponseStream is an Observable by design; an operator subscriber is how RxJS itself writes operators.
    files: ['lib/clients/http/ResponseStream.ts', 'lib/operators/flow/operate.ts', 'lib/transport/drainable.ts'],
    rules: { 'rxjs-x/no-subclass': 'off', '@typescript-eslint/no-deprecated': 'off' },
  },
  {
    files: ['spec/**/*.ts', 'marbles/**/*.ts', 'examples/**/*.{spec,test}.{ts,tsx}', 'tools/install/**/*.ts'],
    rules: {
      // chai's assertions are property reads
      '@typescript-eslint/no-unused-expressions': 'off',
      // an empty stream where a value is expected must fail the test
      'rxjs-x/no-ignored-default-value': 'off',
    },
  },
  {
    // Where the packages that the benchmark compares are not installed, their types are errors, not types.
    files: ['bench/{client,contenders,relays}/**/*.ts'],
    rules: existsSync(`${import.meta.dirname}/bench/node_modules`) ? {} : ts.configs.disableTypeChecked.rules,
  },
  {
    files: ['bench/differential/**/*.ts'],
    rules: existsSync(`${import.meta.dirname}/bench/differential/node_modules`)
      ? {}
      : ts.configs.disableTypeChecked.rules,
  },
  {
    files: ['examples/{angular,ngrx,react,redux-observable,relay,tools,support}/**/*.{ts,tsx}'],
    rules: {
      // Snapshots tell of an error; the streams of them have none.
      'rxjs-x/no-ignored-error': 'off',
      // What is ended above accumulate ends with a snapshot that says so.
      'rxjs-x/no-unsafe-takeuntil': ['error', { allow: ['accumulate', 'coalesce', 'map'] }],
      // As above: without the frameworks, their types are errors.
      ...(existsSync(`${import.meta.dirname}/examples/node_modules`) ? {} : ts.configs.disableTypeChecked.rules),
    },
  },
  {
    files: ['examples/ag-ui/**/*.{ts,tsx}'],
    rules: existsSync(`${import.meta.dirname}/examples/ag-ui/node_modules`) ? {} : ts.configs.disableTypeChecked.rules,
  },
  { files: ['**/*.{js,mjs,cjs}'], languageOptions: { globals: { process: 'readonly', console: 'readonly' } } },
  prettier,
);
