import { visibleControls } from './visibleControls.js';

/** A log with four levels, such as `console`. No message contains a credential. */
export interface Logger {
  /** Writes a request that was sent, with its status and duration, or a call that was cancelled. */
  debug(message: string): void;
  /** Writes a completed call, with its duration and tokens. */
  info(message: string): void;
  /** Writes a retry, a change of provider, a skipped frame, or an answer that a limit truncated. */
  warn(message: string): void;
  /** Writes a failed call. */
  error(message: string): void;
}

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** The levels of a log, from the lowest to the highest. */
export type LogLevel = (typeof LEVELS)[number];

/** Returns true for the name of a level. */
export const isLogLevel = (text: string): text is LogLevel => LEVELS.some((level) => level === text);

/** Creates a logger that drops messages below a level. */
export const logAbove = (lowest: LogLevel, write: (level: LogLevel, message: string) => void): Logger => {
  const from = LEVELS.indexOf(lowest);
  const writer = (level: LogLevel) => (message: string) => {
    if (LEVELS.indexOf(level) >= from) write(level, message);
  };
  return { debug: writer('debug'), info: writer('info'), warn: writer('warn'), error: writer('error') };
};

/**
 * Wraps a logger, replaces line breaks in messages by a blank and writes other controls as `\u001b`: otherwise, text from
 * a server could forge a line of the log or command the terminal that shows it.
 */
export const onOneLine = (logger: Logger): Logger => {
  const line = (message: string): string => visibleControls(message.replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' '));
  return {
    debug: (message) => logger.debug(line(message)),
    info: (message) => logger.info(line(message)),
    warn: (message) => logger.warn(line(message)),
    error: (message) => logger.error(line(message)),
  };
};
