#!/usr/bin/env node
import { reasonOf } from '../protocol/errors/reasonOf.js';
import { processTerminal } from './terminal/processTerminal.js';
import { ExitCode } from './exitCodes.js';
import { run } from './run.js';

run(process.argv.slice(2), process.env, processTerminal()).subscribe({
  next: (code) => {
    process.exitCode = code; // not process.exit: output to a pipe must be flushed first
  },
  error: (error: unknown) => {
    process.stderr.write(`codex-rx: ${reasonOf(error)}\n`);
    process.exitCode = ExitCode.failed;
  },
});
