#!/usr/bin/env node
// Plays the `codex` program: reads its prompt, then does what FAKE_CODEX says, a JSON list of steps. With
// FAKE_CODEX_REPORT it writes down, in that file, how it was called, one line of JSON per run.
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, existsSync, readFileSync, writeSync } from 'node:fs';
import { setInterval } from 'node:timers';

const argv = process.argv.slice(2);
const schemaOption = argv.find((argument) => argument.startsWith('--output-schema='));
const schemaPath = schemaOption?.slice('--output-schema='.length);
const steps = JSON.parse(process.env.FAKE_CODEX ?? '[]');
const stdin = steps[0]?.unread === true ? null : readFileSync(0, 'utf8');

if (process.env.FAKE_CODEX_REPORT !== undefined)
  appendFileSync(
    process.env.FAKE_CODEX_REPORT,
    `${JSON.stringify({
      argv,
      stdin,
      pid: process.pid,
      env: process.env,
      schemaPath,
      schema: schemaPath && existsSync(schemaPath) ? JSON.parse(readFileSync(schemaPath, 'utf8')) : null,
    })}\n`,
  );

const forever = () => setInterval(() => undefined, 1_000_000);
const writeAll = (fd, bytes) => {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
};

const play = {
  /** One event. */
  line: (event) => writeAll(1, Buffer.from(`${JSON.stringify(event)}\n`)),
  /** Any text, as it is. */
  raw: (text) => writeAll(1, Buffer.from(text)),
  /** Bytes, each in a write of its own. */
  bytewise: (text) => {
    for (const byte of Buffer.from(text)) writeAll(1, Buffer.of(byte));
  },
  /** A text over and over: a flood of stdout, or of stderr. */
  flood: ({ text, times, fd }) => {
    for (let n = 0; n < times; n++) writeAll(fd, Buffer.from(text));
  },
  stderr: (text) => writeAll(2, Buffer.from(text)),
  close: (fd) => closeSync(fd),
  /** A process that holds this one's pipes; `away` leaves the group, `deaf` hears no signal, `chatty` goes on writing. Its pid is told. */
  child: ({ away = false, deaf = false, chatty = false }) => {
    // told by the child itself, when it has become deaf
    const hearNothing = `for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined); console.log(JSON.stringify({ type: 'child', pid: process.pid }));`;
    const code = `setInterval(() => ${chatty} && console.log('{}'), ${chatty ? 10 : 1e6});`;
    const child = spawn(process.execPath, ['-e', deaf ? hearNothing + code : code], {
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: away,
    });
    if (!deaf) play.line({ type: 'child', pid: child.pid });
    child.unref();
  },
  /** Does not end at these signals. */
  deaf: (signals) => {
    for (const signal of signals) process.on(signal, () => undefined);
  },
  hang: forever,
  exit: (code) => process.exit(code),
  signal: (signal) => {
    process.kill(process.pid, signal);
    forever();
  },
};

for (const step of steps) for (const [name, value] of Object.entries(step)) play[name]?.(value);
