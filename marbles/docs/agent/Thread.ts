import { of, type Observable } from 'rxjs';
import { Codex } from '../../../lib/agent/Codex.js';
import type { Usage } from '../../../lib/agent/protocol/Usage.js';
import { running, virtualProcess } from '../../../lib/testing/virtualProcess.js';
import { bytes, jsonLines } from '../../../lib/testing/wire.js';
import type { Fixtures } from '../../../spec/support/diagrams/replay.js';

const usage: Usage = {
  input_tokens: 0,
  cached_input_tokens: 0,
  cache_write_input_tokens: 0,
  output_tokens: 0,
  reasoning_output_tokens: 0,
};
const events: Readonly<Record<string, object>> = {
  'thread.started': { type: 'thread.started', thread_id: 'thread_1' },
  'turn.started': { type: 'turn.started' },
  'item.completed': { type: 'item.completed', item: { id: 'item_0', type: 'agent_message', text: 'Done.' } },
  'turn.completed': { type: 'turn.completed', usage, thread_usage: usage },
};

export const fixtures: Fixtures = ({ scheduler, lane }) => {
  const stdout: Observable<Uint8Array> = lane('stdout', (type) => bytes(jsonLines(events[type])));
  const run = of(running(stdout));
  const codex = new Codex({
    codexPathOverride: process.execPath,
    env: {},
    transport: virtualProcess(run, run),
    scheduler,
  });
  return { values: events, scope: { thread: codex.startThread() } };
};
