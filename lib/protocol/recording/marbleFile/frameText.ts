import { definedMembers } from '../../codec/definedMembers.js';
import type { MarbleFrame, MarbleSending } from './MarbleSocket.js';
import { parseText, printText } from './valueText.js';

// Frames of a WebSocket as they stand in a file. A received message is its text. The others begin with a word and a
// colon, or with `>`; a message with such a beginning is a JSON string.

const MARKED = /^(?:> |(?:binary|close|ping):)/;
const CLOSE = /^close: (?<code>\d{4}) ?(?<reason>.*)$/u;
const ACTION = /^(?:(?<ping>ping):|> (?<name>[\w.-]+))(?: (?<sending>\S.*))?$/u;
const DONE = /^done after (?<after>\d+)ms$/;
const FAILED = /^failed after (?<after>\d+)ms, (?<code>[\w.-]+|no code): (?<detail>.+)$/u;
const CODE = /^[\w.-]+$/;

const printSending = (sending: MarbleSending): string => {
  if (sending.type === 'pending') return ' pending';
  const after = Math.max(0, Math.round(sending.after));
  if (sending.type === 'done') return after === 0 ? '' : ` done after ${after}ms`;
  const code = sending.code !== undefined && CODE.test(sending.code) ? sending.code : 'no code';
  return ` failed after ${after}ms, ${code}: ${printText(sending.detail)}`;
};

/** Writes a frame on one line. */
export const printFrame = (frame: MarbleFrame): string => {
  switch (frame.type) {
    case 'text': {
      const text = printText(frame.text);
      return MARKED.test(text) ? JSON.stringify(frame.text) : text;
    }
    case 'binary':
      return 'binary:';
    case 'close':
      return `close: ${frame.code}${frame.reason === '' ? '' : ` ${printText(frame.reason)}`}`;
    case 'sent':
      return `> ${frame.name}${printSending(frame.sending)}`;
    case 'ping':
      return `ping:${printSending(frame.sending)}`;
  }
};

const parseSending = (text: string | undefined): MarbleSending | undefined => {
  if (text === undefined) return { type: 'done', after: 0 };
  if (text === 'pending') return { type: 'pending' };
  const done = DONE.exec(text)?.groups;
  if (done !== undefined) return { type: 'done', after: Number(done['after']) };
  const { after, code, detail: printed = '' } = FAILED.exec(text)?.groups ?? {};
  const detail = parseText(printed);
  if (after === undefined || detail === undefined) return undefined;
  return {
    type: 'failed',
    after: Number(after),
    detail,
    ...definedMembers({ code: code === 'no code' ? undefined : code }),
  };
};

/** Reads what `printFrame` has written. Returns undefined if it is not valid. */
export const parseFrame = (printed: string, at: number): MarbleFrame | undefined => {
  if (!MARKED.test(printed)) {
    const text = parseText(printed);
    return text === undefined ? undefined : { type: 'text', at, text };
  }
  if (printed === 'binary:') return { type: 'binary', at };
  const close = CLOSE.exec(printed)?.groups;
  if (close !== undefined) {
    const reason = parseText(close['reason'] ?? '');
    return reason === undefined ? undefined : { type: 'close', at, code: Number(close['code']), reason };
  }
  const action = ACTION.exec(printed)?.groups;
  const sending = parseSending(action?.['sending']);
  if (action === undefined || sending === undefined) return undefined;
  const { name } = action;
  return name === undefined ? { type: 'ping', at, sending } : { type: 'sent', at, name, sending };
};
