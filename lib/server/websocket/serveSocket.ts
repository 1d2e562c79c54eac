import type { IncomingMessage } from 'node:http';
import type { RawData, WebSocket } from 'ws';
import { isJsonObject, isPresent, nonEmptyText, parseJsonText, type JsonObject } from '../../protocol/codec/json.js';
import { playSocketScript } from './playSocketScript.js';
import type { RecordedRequest } from '../log/RecordedRequest.js';
import { messageNotJson, scriptFailed, unknownResponse, wrongMessage, type Refusal } from '../http/refusals.js';
import { openConnection, type SocketExchange } from './SocketExchange.js';
import type { HeadFault } from '../script/Script.js';
import { isWarmUp, warmUpScript } from '../script/warmUpScript.js';
import { socketAnswer } from './socketAnswer.js';
import type { SocketHost } from './SocketHost.js';

const bytesOf = (data: RawData): Buffer => {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
};

const checkMessage = ({ body }: RecordedRequest, answered: ReadonlySet<unknown>): Refusal | undefined => {
  if (!isJsonObject(body)) return messageNotJson();
  const { type, previous_response_id: previous } = body;
  if (type !== 'response.create') return wrongMessage(type);
  return isPresent(previous) && !answered.has(previous) ? unknownResponse(previous) : undefined;
};

const sendFrame = ({ send }: SocketExchange, frame: JsonObject): Promise<void> =>
  send(Buffer.from(JSON.stringify(frame)), false, Infinity);

const refuseMessage = async (exchange: SocketExchange, { status, error }: Refusal): Promise<void> => {
  await sendFrame(exchange, { type: 'error', status, error });
  exchange.end();
};

/** Returns the id in a message that interrupts an answer. Returns undefined for any other message. */
const interruptedId = (bytes: Buffer): string | undefined => {
  const message = parseJsonText(bytes.toString());
  return isJsonObject(message) && message['type'] === 'response.interrupt'
    ? nonEmptyText(message['response_id'])
    : undefined;
};

const sendFault = async ({ send, end }: SocketExchange, fault: HeadFault): Promise<void> => {
  for (const { text, isBinary } of socketAnswer([], fault).messages) await send(Buffer.from(text), isBinary, Infinity);
  end();
};

/**
 * Answers the requests on a WebSocket one after another, until it is closed. Each request takes one script unless it is
 * refused or generates nothing. A `response.interrupt` message ends the running answer and is acknowledged with
 * `response.interrupted`.
 */
// docs/wire.md, section 9
export const serveSocket = (
  socket: WebSocket,
  handshake: IncomingMessage,
  { log, check, nextScript }: SocketHost,
): void => {
  const connection = openConnection(socket, handshake, log);
  const answered = new Set<string>();
  let interruption: AbortController | undefined;

  const answer = async (exchange: SocketExchange): Promise<void> => {
    const refusal = checkMessage(exchange.request, answered);
    if (refusal) return refuseMessage(exchange, refusal);
    const fault = check(exchange.request);
    if (fault) return sendFault(exchange, fault);
    const running = new AbortController();
    interruption = running;
    try {
      const { request } = exchange;
      const script = isWarmUp(request) ? warmUpScript(request) : nextScript(request);
      const finished = await playSocketScript(connection, exchange, script, running.signal);
      finished.forEach((id) => answered.add(id));
    } catch (error) {
      if (!running.signal.aborted || !connection.isOpen()) throw error;
      await sendFrame(exchange, { type: 'response.interrupted', response_id: running.signal.reason });
      exchange.interrupt();
    } finally {
      interruption = undefined;
    }
  };

  const answerOrRefuse = async (exchange: SocketExchange): Promise<void> => {
    try {
      if (connection.isOpen()) await answer(exchange);
    } catch (error) {
      if (connection.isOpen()) await refuseMessage(exchange, scriptFailed(error));
    }
  };

  let lastAnswer = Promise.resolve();
  socket.on('error', () => undefined); // a client that violates the protocol; 'close' follows
  socket.on('message', (data, isBinary) => {
    if (!connection.isOpen()) return;
    const bytes = bytesOf(data);
    const interrupted = interruptedId(bytes);
    if (interruption !== undefined && interrupted !== undefined) {
      interruption.abort(interrupted);
      return;
    }
    const exchange = connection.receive(bytes, isBinary);
    // Rejects only if the connection has been closed, which the log records.
    lastAnswer = lastAnswer.then(() => answerOrRefuse(exchange)).catch(() => undefined);
  });
};
