// Draws docs/public/timeline.svg from what `codex-rx "…" --timeline` writes, at the times at which it writes it.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROMPT = 'Write a haiku about streams';
const COMMAND = `npx codex-rx "${PROMPT}" --timeline`;

interface Piece {
  /** Milliseconds since the first piece. */
  readonly at: number;
  readonly text: string;
}

interface Placed extends Piece {
  readonly row: number;
  readonly column: number;
}

const FONT = 12;
const CHARACTER = 7.23;
const ROW = 20;
const COLUMNS = 104;
/** The pause before the picture begins again, in milliseconds. */
const REST = 4000;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Runs the command and keeps what it writes, piece by piece. Without a key it asks a scripted server of its own. */
const run = (): Promise<readonly Piece[]> =>
  new Promise((resolve, reject) => {
    const { OPENAI_API_KEY: _key, OPENAI_BASE_URL: _url, ...env } = process.env;
    const child = spawn(process.execPath, [`${ROOT}dist/joined/cli/main.js`, PROMPT, '--timeline'], { env });
    const pieces: Piece[] = [];
    let began: number | undefined;
    const keep = (chunk: Buffer): void => {
      const now = performance.now();
      began ??= now;
      pieces.push({ at: now - began, text: chunk.toString() });
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(pieces);
      else reject(new Error(`the command ended with exit code ${code ?? 'none'}`));
    });
  });

/** Lines about the scripted server and the legend of the letters would only take room. */
const isShown = ({ text }: Piece): boolean => !/^No OPENAI_API_KEY|^c created/.test(text);

const place = (pieces: readonly Piece[]): readonly Placed[] => {
  let row = 2;
  let column = 0;
  return pieces.flatMap(({ at, text }) => {
    const placed: Placed[] = [];
    for (const [index, line] of text.split('\n').entries()) {
      if (index > 0) {
        row += 1;
        column = 0;
      }
      for (let from = 0; from < line.length;) {
        const part = line.slice(from, from + COLUMNS - column);
        placed.push({ at, text: part, row, column });
        from += part.length;
        column += part.length;
        if (column >= COLUMNS) {
          row += 1;
          column = 0;
        }
      }
    }
    return placed;
  });
};

const draw = (placed: readonly Placed[]): string => {
  const length = Math.max(...placed.map(({ at }) => at)) + REST;
  const height = (Math.max(...placed.map(({ row }) => row)) + 2) * ROW;
  const width = Math.ceil(COLUMNS * CHARACTER) + 40;
  const texts = placed.map(
    ({ at, text, row, column }) =>
      `<text x="${(20 + column * CHARACTER).toFixed(1)}" y="${(row + 1) * ROW}" xml:space="preserve" opacity="0">${escaped(text)}` +
      `<animate attributeName="opacity" calcMode="discrete" dur="${Math.round(length)}ms" repeatCount="indefinite" ` +
      `values="0;1" keyTimes="0;${Math.min(0.999, at / length).toFixed(3)}"/></text>`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="ui-monospace, Menlo, Consolas, monospace" font-size="${FONT}" fill="#e6e6e6">` +
    `<title>${escaped(COMMAND)}: the stream as a marble line while it arrives</title>` +
    `<rect width="100%" height="100%" rx="8" fill="#1b1b1f"/>` +
    `<text x="20" y="${ROW * 1.5}" fill="#9ecbff">$ ${escaped(COMMAND)}</text>${texts.join('')}</svg>\n`
  );
};

const svg = draw(place((await run()).filter(isShown)));
writeFileSync(`${ROOT}docs/public/timeline.svg`, svg);
console.log(`docs/public/timeline.svg: ${svg.length} bytes`);
