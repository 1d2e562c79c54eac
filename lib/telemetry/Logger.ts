/** Where a client writes what it does, in four grades; `console` is one. Nothing it is given holds a credential. */
export interface Logger {
  /** Each request that was sent, with its status and duration; a call that was left. */
  debug(message: string): void;
  /** A call that has completed, with its duration and tokens. */
  info(message: string): void;
  /** What was lost or repeated: retries, another provider, frames that were skipped, an answer cut short by a limit. */
  warn(message: string): void;
  /** A call that has failed. */
  error(message: string): void;
}

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** The grades of a log, the chattiest first. */
export type LogLevel = (typeof LEVELS)[number];

/** True for the name of a grade. */
export const isLogLevel = (text: string): text is LogLevel => LEVELS.some((level) => level === text);

/** A logger that leaves out what is below a grade. */
export const logAbove = (lowest: LogLevel, write: (level: LogLevel, message: string) => void): Logger => {
  const from = LEVELS.indexOf(lowest);
  const writer = (level: LogLevel) => (message: string) => {
    if (LEVELS.indexOf(level) >= from) write(level, message);
  };
  return { debug: writer('debug'), info: writer('info'), warn: writer('warn'), error: writer('error') };
};

/** A logger without line breaks: a server's text that has one could pass for a line of the log. */
export const onOneLine = (logger: Logger): Logger => {
  const line = (message: string): string => message.replace(/[\r\n\u2028\u2029]+/g, ' ');
  return {
    debug: (message) => logger.debug(line(message)),
    info: (message) => logger.info(line(message)),
    warn: (message) => logger.warn(line(message)),
    error: (message) => logger.error(line(message)),
  };
};
