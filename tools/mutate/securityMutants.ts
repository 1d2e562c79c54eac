import { listed } from './listed.js';
import type { Mutant } from './Mutant.js';

const REDACTION = ['spec/security/redaction.spec.ts', 'spec/telemetry/Redactor.spec.ts'];
const REQUESTS = ['spec/security/requests.spec.ts'];
const FRAMING = ['spec/security/framing.spec.ts'];
const TERMINAL = ['spec/security/terminal.spec.ts'];

/** Faults in the rules of SECURITY.md. */
export const securityMutants: readonly Mutant[] = [
  listed('security', 'telemetry/Redactor.ts', '.flatMap(inBase64)', '.flatMap(() => [])', REDACTION),
  listed('security', 'telemetry/maskSecret.ts', '[false, true]', '[true]', REDACTION),
  listed('security', 'telemetry/maskSecret.ts', 'SHORTEST_BEGINNING = 8', 'SHORTEST_BEGINNING = 80', REDACTION),
  listed('security', 'telemetry/encodedCharacter.ts', 'one.toLowerCase() === other.toLowerCase()', 'false', REDACTION, {
    short: true,
  }),
  listed(
    'security',
    'telemetry/encodedCharacter.ts',
    "if (first === '\\\\') return escapeLength(text, offset, wanted);",
    '',
    REDACTION,
  ),
  listed(
    'security',
    'telemetry/encodedCharacter.ts',
    "if (first === '%') return percentLength(text, offset, wanted);",
    '',
    REDACTION,
  ),
  listed('security', 'telemetry/encodedCharacter.ts', '(?:25){0,3}([0-9a-f]{2})', '([0-9a-f]{2})', REDACTION),
  listed('security', 'telemetry/encodedCharacter.ts', '(?:amp;){0,3}(?:#x0{0,6}', '(?:#x0{0,6}', REDACTION),
  listed(
    'security',
    'telemetry/secretsOf.ts',
    'if (HARMLESS_HEADERS.has(name.toLowerCase())) return [];',
    'if (!/key|token/.test(name)) return [];',
    REDACTION,
    { short: true },
  ),
  listed(
    'security',
    'telemetry/secretsOf.ts',
    'HARMLESS_PARAMS.has(name.toLowerCase()) ? [] : [value]',
    "name === 'key' ? [value] : []",
    REDACTION,
  ),
  listed('security', 'telemetry/secretsOf.ts', '...(isKeyLike(name) ? [name] : []),', '', REDACTION),
  listed(
    'security',
    'telemetry/secretsOf.ts',
    "...(scheme.toLowerCase() === 'basic' ? basicOf(credentials) : []),",
    '',
    REDACTION,
  ),
  listed(
    'security',
    'telemetry/redactApiError.ts',
    '[kind, error.message, error.stack, error.request_id]',
    '[kind, error.message, error.request_id]',
    REDACTION,
    {
      equivalent: 'the stack of an ApiError begins with its message and has no other text',
    },
  ),
  listed(
    'security',
    'agent/process/stderrTail.ts',
    'redact(stripVTControlCharacters(tail.toString()))',
    'stripVTControlCharacters(tail.toString())',
    REDACTION,
  ),
  listed('security', 'agent/process/stderrTail.ts', 'const KEPT = 4 * TAIL;', 'const KEPT = TAIL;', REDACTION),
  listed('security', 'agent/process/environment.ts', '|| KEY_VALUE.test(value)', '', REDACTION),
  listed('security', 'otel/contentList.ts', 'const text = redact(value);', 'const text = value;', REDACTION),
  listed('security', 'telemetry/Logger.ts', '\\r\\u0085', '', TERMINAL),
  listed('security', 'telemetry/Logger.ts', 'visibleControls(message.replace', '(message.replace', TERMINAL),
  listed('security', 'telemetry/visibleControls.ts', '\\p{Cc}', '', TERMINAL),
  listed('security', 'telemetry/visibleControls.ts', '\\p{Default_Ignorable_Code_Point}', '', TERMINAL),
  listed('security', 'cli/terminal/terminalOutput.ts', 'stdout.isTTY === true ? shown(text) : text', 'text', TERMINAL, {
    short: true,
  }),
  listed(
    'security',
    'cli/terminal/terminalOutput.ts',
    'stdout.isTTY === true ? shown(text) : text',
    'shown(text)',
    TERMINAL,
  ),
  listed('security', 'cli/terminal/terminalOutput.ts', '`${visibleControls(line)}\\n`', '`${line}\\n`', TERMINAL),
  listed(
    'security',
    'provider/headerRules.ts',
    'return framingFault([[name, value]]);',
    'return undefined;',
    REQUESTS,
    {
      equivalent: 'sendRequest checks all headers once more, including those of the option auth',
    },
  ),
  listed('security', 'transport/outgoing.ts', 'if (fault !== undefined) throw buildError(fault);', '', REQUESTS, {
    short: true,
  }),
  listed(
    'security',
    'node/nodeWebSocketTransport.ts',
    'if (fault !== undefined) throw buildError(fault);',
    '',
    REQUESTS,
  ),
  listed('security', 'operators/http/sendRequest.ts', 'if (fault !== undefined) throw buildError(fault);', '', FRAMING),
  listed('security', 'provider/presets.ts', 'encodeURIComponent(resource)', 'resource', REQUESTS),
  listed('security', 'node/recording/lineFiles.ts', '0o600', '0o644', REQUESTS),
  listed('security', 'node/recording/lineFiles.ts', "typeof noFollow === 'number' ? noFollow : 0", '0', REQUESTS),
  listed('security', 'server/http/strangers.ts', 'if (!isOwnHost(message)) return foreignHost();', '', REQUESTS),
  listed('security', 'server/http/strangers.ts', "if (origins.includes('*')) return true;", 'return true;', REQUESTS),
  listed('security', 'server/http/strangers.ts', "headers['sec-fetch-site'] !== 'cross-site'", 'true', REQUESTS),
  listed('security', 'provider/TurnState.ts', 'given !== null && isHeaderValue(given)', 'given !== null', FRAMING),
];
