import { from, type OperatorFunction } from 'rxjs';
import { parseJson } from '../../lib/operators/decode/parseJson.js';
import { sseFrames } from '../../lib/operators/framing/sseFrames.js';
import { splitLines } from '../../lib/operators/framing/splitLines.js';
import { collectJson } from '../../lib/operators/http/collectJson.js';
import { expectEventStream } from '../../lib/operators/http/expectEventStream.js';
import { createRedactor } from '../../lib/telemetry/Redactor.js';
import { createChunkRedactor } from '../../lib/telemetry/redactChunks.js';
import type { Curve } from './Curve.js';

/** Cuts a text into chunks of `length` bytes. */
const chunksOf = (text: string, length: number): readonly Uint8Array[] => {
  const bytes = new TextEncoder().encode(text);
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
    bytes.subarray(index * length, (index + 1) * length),
  );
};

const curve = (
  name: string,
  operators: () => OperatorFunction<Uint8Array, unknown>,
  textOf: (size: number) => string,
  chunk: number,
): Curve => ({
  name,
  prepare: (size) => {
    const chunks = chunksOf(textOf(size), chunk);
    return () => {
      from(chunks)
        .pipe(operators())
        .subscribe({ error: () => undefined });
    };
  },
});

const SSE_TEXTS: Readonly<Record<string, (size: number) => string>> = {
  events: (size) => 'data: {"a":1}\n\n'.repeat(size),
  'one line': (size) => `data: ${'x'.repeat(size)}\n\n`,
  'lines of one event': (size) => `${'data: x\n'.repeat(size)}\n`,
  comments: (size) => ': ping\n\n'.repeat(size),
  'blank lines': (size) => '\n'.repeat(size),
  'carriage returns': (size) => `data: 1${'\r'.repeat(size)}`,
  'lines that are no field': (size) => 'oops\n'.repeat(size),
  'opening brackets': (size) => `data: 1\n\n${'[\n'.repeat(size)}`,
  'closing brackets behind an opening one': (size) => `data: 1\n\n[\n${']\n'.repeat(size)}`,
  'objects on lines of their own': (size) => `data: 1\n\n${'{\n"a":1\n}\n'.repeat(size)}`,
};

const sse: readonly Curve[] = Object.entries(SSE_TEXTS).flatMap(([name, textOf]) => [
  curve(`sseFrames: ${name}, a byte a chunk`, () => sseFrames(), textOf, 1),
  curve(`sseFrames: ${name}, 64 KiB a chunk`, () => sseFrames(), textOf, 65_536),
]);

const BODY_TEXTS: Readonly<Record<string, (size: number) => string>> = {
  'opening brackets': (size) => '['.repeat(size),
  'brackets that open and close': (size) => '[]'.repeat(size),
  'nested brackets': (size) => '['.repeat(size / 2) + ']'.repeat(size / 2),
  'a text in quotes': (size) => `{"${'x'.repeat(size)}`,
  objects: (size) => '{"a":1}\n'.repeat(size),
  blanks: (size) => ' '.repeat(size),
  'a page': (size) => `<${'x'.repeat(size)}`,
  words: (size) => 'x'.repeat(size),
};

const bodies: readonly Curve[] = Object.entries(BODY_TEXTS).map(([name, textOf]) =>
  curve(`expectEventStream: ${name}, a byte a chunk`, () => expectEventStream(200), textOf, 1),
);

const SECRET = 'sk-0123456789abcdefghij';
const redactor = () => {
  const secrets = createRedactor();
  secrets.learnValues([SECRET]);
  return secrets.redact;
};

const redaction = (name: string, textOf: (size: number) => string): Curve => ({
  name: `redact: ${name}`,
  prepare: (size) => {
    const [text, redact] = [textOf(size), redactor()];
    return () => redact(text);
  },
});

export const framingCurves: readonly Curve[] = [
  ...sse,
  ...bodies,
  curve(
    'splitLines: one line, a byte a chunk',
    () => splitLines(),
    (size) => 'x'.repeat(size),
    1,
  ),
  curve(
    'splitLines: lines, 64 KiB a chunk',
    () => splitLines(),
    (size) => 'x\n'.repeat(size),
    65_536,
  ),
  curve(
    'collectJson: a byte a chunk',
    () => collectJson({ limit: 2 ** 30 }),
    (size) => `"${'x'.repeat(size)}"`,
    1,
  ),
  {
    name: 'parseJson: frames',
    prepare: (size) => {
      const frames = Array.from({ length: size }, () => ({ event: 'message', data: '{"a":1}' }));
      return () => from(frames).pipe(parseJson()).subscribe();
    },
  },
  redaction('text without a secret', (size) => 'word '.repeat(size)),
  redaction('secrets', (size) => `${SECRET} `.repeat(size)),
  redaction('beginnings of a secret', (size) => 'sk-01234567'.repeat(size)),
  redaction('backslashes', (size) => '\\'.repeat(size)),
  redaction('percent signs', (size) => '%'.repeat(size)),
  redaction('ampersands', (size) => '&#x0'.repeat(size)),
  {
    name: 'redactChunks: one line, a byte a chunk',
    prepare: (size) => {
      const chunks = chunksOf('x'.repeat(size), 1);
      return () => {
        const redact = createChunkRedactor(redactor());
        for (const bytes of chunks) redact.push({ at: 0, bytes });
        redact.flush();
      };
    },
  },
  {
    name: 'redactChunks: lines, 64 KiB a chunk',
    prepare: (size) => {
      const chunks = chunksOf(`${SECRET}\n`.repeat(size), 65_536);
      return () => {
        const redact = createChunkRedactor(redactor());
        for (const bytes of chunks) redact.push({ at: 0, bytes });
        redact.flush();
      };
    },
  },
];
