import type { ApiError } from '../protocol/errors/ApiError.js';
import { isJsonObject } from '../protocol/codec/json.js';
import type { ResponseEvent } from '../protocol/ResponseEvent.js';
import { onOneLine, type Logger } from './Logger.js';
import type { CallReport, CallTelemetry, Telemetry } from './Telemetry.js';

const ms = (duration: number): string => `${Math.round(duration)} ms`;

const reason = ({ message, request_id }: ApiError): string =>
  request_id === undefined ? message : `${message} (request ${request_id})`;

const modelIn = ({ body }: CallReport): string =>
  isJsonObject(body) && typeof body['model'] === 'string' ? ` ${body['model']}` : '';

type Completed = Extract<ResponseEvent, { type: 'completed' }>;

const tokensOf = ({ token_usage }: Completed): string =>
  token_usage === null ? '' : `, ${token_usage.input_tokens} tokens in, ${token_usage.output_tokens} out`;

/** Wraps a logger and masks the secrets of a call in its messages. */
const redacted = (logger: Logger, redact: CallReport['redact']): Logger => ({
  debug: (message) => logger.debug(redact(message)),
  info: (message) => logger.info(redact(message)),
  warn: (message) => logger.warn(redact(message)),
  error: (message) => logger.error(redact(message)),
});

const logCall = (logger: Logger, call: string): CallTelemetry => {
  let completed: Completed | undefined;
  return {
    onRequest: ({ attempt, status, error, duration }) =>
      logger.debug(`${call}: attempt ${attempt}: ${status ?? error?.message ?? 'answered'} after ${ms(duration)}`),
    onRetry: ({ retry, delay, error }) => logger.warn(`${call}: retry ${retry} in ${ms(delay)}: ${reason(error)}`),
    onSkipped: ({ reason: why, excerpt }) => logger.warn(`${call}: skipped a frame: ${why}: ${excerpt}`),
    onEvent: (event) => {
      if (event.type === 'completed') completed = event;
    },
    onEnd: ({ outcome, error, duration, firstEventAfter }) => {
      const after = `after ${ms(duration)}`;
      const first = firstEventAfter === undefined ? '' : `, first event after ${ms(firstEventAfter)}`;
      if (outcome === 'failed') logger.error(`${call}: failed ${after}${error ? `: ${reason(error)}` : ''}`);
      else if (outcome === 'cancelled') logger.debug(`${call}: cancelled ${after}`);
      else if (completed?.status === 'incomplete')
        logger.warn(`${call}: cut short ${after} (${completed.finish_reason ?? 'no reason given'})${first}`);
      else logger.info(`${call}: completed ${after}${first}${completed ? tokensOf(completed) : ''}`);
    },
  };
};

/** The number of calls per log. Clients may share a log, and the providers of one `RoutedClient` do. */
const callsIn = new WeakMap<Logger, number>();

/**
 * Creates telemetry that writes a log: one line per attempt, retry, skipped frame and end of a call. Calls are
 * numbered, so that the lines of concurrent calls can be distinguished. The content of requests and answers is not
 * logged, except for the first words of a skipped frame.
 */
export const logTelemetry = (given: Logger): Telemetry => {
  const logger = onOneLine(given);
  return {
    onCall: (report) => {
      const number = (callsIn.get(given) ?? 0) + 1;
      callsIn.set(given, number);
      const call = `call ${number}: ${report.api}${modelIn(report)} at ${report.provider}`;
      logger.debug(`${call}: begun, ${report.baseUrl}`);
      return logCall(redacted(logger, report.redact), call);
    },
    onFailOver: ({ from, to, error, expected }) => {
      if (expected) logger.info(`${from} cannot be used, sending over HTTP: ${reason(error)}`);
      else logger.warn(`${from} failed, asking ${to}: ${reason(error)}`);
    },
  };
};
