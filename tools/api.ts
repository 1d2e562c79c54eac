// `npm run api` writes down what every entry point exports, in tools/api; with `--check` nothing is written, and a difference fails.
//
// A type that an entry point speaks of and does not export fails both: whoever calls the entry point could not name it. The build must
// be a clean one: an incremental one writes the members of inferred unions in another order.
import {
  ConsoleMessageId,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  ExtractorMessageCategory,
  type ExtractorMessage,
  type ExtractorResult,
} from '@microsoft/api-extractor';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import manifest from '../package.json' with { type: 'json' };

const check = process.argv.includes('--check');
const root = fileURLToPath(new URL('..', import.meta.url));
const reports = join(root, 'tools/api');
const scratch = mkdtempSync(join(tmpdir(), 'codex-rx-api-'));

/** The report's name and the declarations of every entry point. */
const entryPoints = Object.entries(manifest.exports).flatMap(([path, target]) =>
  typeof target === 'string' ? [] : [{ name: path === '.' ? 'codex-rx' : path.slice(2), types: target.types }],
);

type EntryPoint = (typeof entryPoints)[number];

const configOf = ({ name, types }: EntryPoint): ExtractorConfig =>
  ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, 'package.json'),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(root, types),
      compiler: { tsconfigFilePath: join(root, 'tsconfig.build.json') },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: reports,
        reportTempFolder: scratch,
      },
      newlineKind: 'lf',
      messages: {
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.Error },
          'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None }, // all that an entry point exports is public
          'ae-undocumented': { logLevel: ExtractorLogLevel.None },
        },
        // The docstrings are written for editors, which read Markdown and not TSDoc.
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });

const DIFFERENCE: string = ConsoleMessageId.ApiReportDiff;

/** Prints errors and differences of a report. The tool would also print advice that names its own commands. */
const messageCallback = (message: ExtractorMessage): void => {
  const isConsole = message.category === ExtractorMessageCategory.Console;
  if (message.messageId === DIFFERENCE) console.log(message.text);
  else if (!isConsole && message.logLevel === ExtractorLogLevel.Error)
    console.log(message.formatMessageWithLocation(root));
  message.handled = true;
};

const reportOn = (entryPoint: EntryPoint): ExtractorResult =>
  Extractor.invoke(configOf(entryPoint), { localBuild: !check, printApiReportDiff: check, messageCallback });

const leftBehind = (): readonly string[] =>
  readdirSync(reports).filter((file) => !entryPoints.some(({ name }) => file === `${name}.api.md`));

try {
  mkdirSync(reports, { recursive: true });
  if (!check) leftBehind().forEach((file) => rmSync(join(reports, file)));
  const results = entryPoints.map(reportOn);
  const isWhole = results.every(({ errorCount }) => errorCount === 0);
  const isChanged = check && (leftBehind().length > 0 || results.some(({ apiReportChanged }) => apiReportChanged));
  if (!isWhole) console.log('api: export what is named above from the entry point, or keep it out of its signatures');
  if (isChanged)
    console.log('api: an entry point is not as in tools/api. If the change is meant, accept it: npm run api');
  if (isWhole && !isChanged) console.log(`api: ${entryPoints.length} entry points as in tools/api`);
  else process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true });
}
