import { listed } from './listed.js';
import type { Mutant } from './Mutant.js';

const APP_SERVER = ['spec/security/appServer.spec.ts'];
const MARBLES = ['spec/security/marbleFiles.spec.ts'];
const TERMINAL = ['spec/security/terminal.spec.ts'];
const DEVTOOLS = ['spec/operators/telemetry/tapDevtools.spec.ts'];
const RECORDED = ['spec/node/recording/marbleFiles.spec.ts'];
const BODY = ['marbles/operators/http/recordBody.marbles.ts', 'marbles/operators/http/recordSocket.marbles.ts'];

/** Faults in what reads foreign files, lines and texts: the app-server, `.marble` files, Markdown, and the devtools. */
export const surfaceMutants: readonly Mutant[] = [
  // ---- lines of the app-server
  listed(
    'security',
    'agent/appServer/rpc/RpcPeer.ts',
    "typeof threadId === 'string' ? this.#handlers.get(threadId) : undefined",
    '[...this.#handlers.values()][0]',
    APP_SERVER,
    { short: true },
  ),
  listed(
    'security',
    'agent/appServer/turn/agentReply.ts',
    "const name = DECISIONS.get(reply) ?? 'decline';",
    "const name = DECISIONS.get(reply) ?? 'accept';",
    ['spec/agent/appServer/agentReply.spec.ts'],
  ),
  listed(
    'security',
    'agent/appServer/turn/RequestDesk.ts',
    'if (this.#running.has(request.id) || this.#waiting.has(safeText(request.id))) return;',
    '',
    APP_SERVER,
  ),
  listed(
    'security',
    'agent/appServer/turn/clientTools.ts',
    "writeJsonText(params['arguments'] ?? {});",
    "writeJsonText(params['arguments'] ?? {}) ?? '{}';",
    APP_SERVER,
  ),
  listed(
    'bound',
    'agent/appServer/ThreadList.ts',
    'index + 1 < MAX_PAGES ? page(cursor) : throwError(tooManyPages)',
    'page(cursor)',
    ['spec/agent/appServer/limits.spec.ts'],
  ),
  // ---- .marble files
  listed(
    'security',
    'protocol/recording/marbleFile/parseMarble.ts',
    'left(withoutControls(file.left))',
    'left(file.left)',
    MARBLES,
  ),
  listed(
    'security',
    'protocol/recording/marbleFile/printMarble.ts',
    "withoutControls(note.replaceAll(/[\\r\\n\\t]/g, ' '))",
    "note.replaceAll(/[\\r\\n\\t]/g, ' ')",
    MARBLES,
  ),
  listed(
    'security',
    'protocol/recording/marbleFile/printMarble.ts',
    "note.replaceAll(/[\\r\\n\\t]/g, ' ')",
    'note',
    MARBLES,
    { equivalent: 'a line end in a note is then shown as a control, which begins no line either' },
  ),
  listed('security', 'testing/marbleFailure.ts', "visibleControls(message, '\\n\\t')", 'message', MARBLES),
  listed('security', 'transport/marbleTape.ts', 'new URL(url).pathname', 'url', RECORDED),
  listed('security', 'transport/marbleTape.ts', 'detail: clean(detail)', 'detail', RECORDED),
  listed('security', 'node/recording/marbleFiles.ts', 'file.secrets.learn(request);', '', RECORDED),
  // ---- Markdown on a terminal
  listed(
    'bound',
    'protocol/recording/marbleFile/marbleReading.ts',
    'reading.size > MAX_MARBLE_CONTENT',
    'false',
    MARBLES,
  ),
  listed('bound', 'protocol/recording/marbleFile/parseMarble.ts', 'names.has(mark.name)', 'false', MARBLES),
  listed('bound', 'cli/markdown/BoundedLexer.ts', 'this.#depth > MAX_DEPTH', 'false', TERMINAL, { short: true }),
  listed('bound', 'cli/markdown/BoundedLexer.ts', 'marks * src.length <= MAX_WORK', 'true', TERMINAL),
  listed(
    'bound',
    'cli/markdown/BoundedTokenizer.ts',
    'cells > raw.length * MAX_CELLS_PER_CHARACTER',
    'false',
    TERMINAL,
  ),
  listed('security', 'cli/arguments/completion.ts', 'complete -o default -F', 'complete -F', TERMINAL),
  listed(
    'security',
    'cli/arguments/options.ts',
    'provider !== undefined && Object.hasOwn(PROVIDERS, provider)',
    'provider !== undefined',
    TERMINAL,
  ),
  listed('teardown', 'node/nodeListener.ts', 'chunks.return?.().then(dropRest, dropRest);', 'void dropRest;', [
    'spec/security/relayConnections.spec.ts',
  ]),
  listed(
    'security',
    'cli/terminal/terminalOutput.ts',
    'markdown.write(shown(piece))',
    'markdown.write(piece)',
    TERMINAL,
  ),
  // ---- messages for the devtools
  listed(
    'security',
    'telemetry/devtools/callStages.ts',
    'report.redact(JSON.stringify(event))',
    'JSON.stringify(event)',
    DEVTOOLS,
  ),
  listed('bound', 'telemetry/devtools/callStages.ts', 'cut(name, MAX_NAME)', 'name', DEVTOOLS),
  // ---- recorded bodies
  listed('teardown', 'operators/http/recordFirst.ts', 'teardown: () => tape.cancelled(),', '', BODY),
  listed('rule', 'operators/http/recordFirst.ts', 'if (isRead) return source;', '', BODY),
  listed('rule', 'operators/http/recordFirst.ts', 'tape.lost(cause);', '', BODY),
  listed('rule', 'operators/http/recordFirst.ts', 'tape.end();', '', BODY),
];
