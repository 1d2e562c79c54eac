import type { Either } from 'fp-ts/lib/Either.js';
import { left, right } from '#either';
import { MAX_MARBLE_TIME } from './MarbleFile.js';

/** A mark in a lane and its time in milliseconds: the name of a value, `|`, `#`, `^` or `!`. */
export interface LaneMark {
  readonly at: number;
  readonly name: string;
}

/** A mark with its place in the file, both from 1. */
export interface PlacedMark extends LaneMark {
  readonly line: number;
  readonly column: number;
}

/** A part of a lane with its place in the file, both from 1. A long lane is written on several lines. */
export interface LanePart {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** The length of a lane at which it is continued on the next line. */
const WIDTH = 100;
/** Shorter waits are drawn as dashes. */
const MOST_DASHES = 4;

const duration = (ms: number): string => {
  if (ms % 60_000 === 0) return `${ms / 60_000}m`;
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
};

const wait = (ms: number): string => (ms <= MOST_DASHES ? '-'.repeat(ms) : ` ${duration(ms)} `);

/**
 * Draws a lane in the notation of RxJS. The marks are in the order of their times. Only the last two may have the same
 * time: they are written as a group.
 */
export const printLane = (label: string, marks: readonly LaneMark[]): string => {
  const pieces: string[] = [];
  let now = 0;
  for (const [index, { at, name }] of marks.entries()) {
    if (index > 0 && marks[index - 1]?.at === at) continue; // written with the one before
    const [, ...others] = marks.slice(index, index + 2).filter((mark) => mark.at === at);
    const drawn = others.length === 0 ? name : `(${name}${others.map((mark) => mark.name).join('')})`;
    pieces.push(`${wait(at - now)}${drawn}`);
    now = at + 1;
  }
  const lines: string[] = [];
  let line = `${label}: `;
  for (const piece of pieces) {
    if (line.length + piece.length > WIDTH && line.trim() !== '') {
      lines.push(line.trimEnd());
      line = '  ';
    }
    line += line.endsWith(' ') ? piece.trimStart() : piece;
  }
  lines.push((pieces.length === 0 ? `${line}-` : line).trimEnd());
  return `${lines.join('\n')}\n`;
};

/** The maximum number of marks in a lane: each of them takes a hundred times the memory of its character. */
const MAX_MARKS = 1_000_000;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };
const TOKEN =
  /(?<space>[ \t]+)|(?<wait>-+)|(?<time>(?<=^|[ \t])(?<count>\d+(?:\.\d+)?)(?<unit>ms|s|m)(?=[ \t]|$))|./suy;

/** Reads a lane. Left has the line, the column and a sentence. */
export const parseLane = (parts: readonly LanePart[]): Either<string, readonly PlacedMark[]> => {
  const marks: PlacedMark[] = [];
  let now = 0;
  let group: number | undefined;
  for (const { text, line, column } of parts)
    for (let index = 0; index < text.length;) {
      const wrong = (why: string) => left(`line ${line}, column ${column + index}: ${why}`);
      TOKEN.lastIndex = index;
      const match = TOKEN.exec(text);
      if (match === null) break;
      const [token] = match;
      const { space, wait: dashes, time, count, unit } = match.groups ?? {};
      if (group !== undefined && (dashes ?? time) !== undefined)
        return wrong('expected a name or ")" inside of a group: all its marks have the same time');
      if (dashes !== undefined) now += dashes.length;
      else if (time !== undefined) now += Math.round(Number(count) * (UNITS[unit ?? ''] ?? 1));
      else if (token === '(') {
        if (group !== undefined) return wrong('expected no group inside of a group');
        group = now;
        now += 1;
      } else if (token === ')') {
        if (group === undefined) return wrong('expected "(" before ")"');
        group = undefined;
        now += 1;
      } else if (space === undefined) {
        marks.push({ at: group ?? now, name: token, line, column: column + index });
        now += 1;
      }
      if (marks.length > MAX_MARKS) return wrong(`the lane has more than ${MAX_MARKS} marks; shorten it`);
      if (now > MAX_MARBLE_TIME)
        return wrong('the lane is longer than a year; correct the durations before this column');
      index += token.length;
    }
  const last = parts.at(-1);
  if (group !== undefined)
    return left(`line ${last?.line ?? 0}, column ${(last?.column ?? 0) + (last?.text.length ?? 0)}: expected ")"`);
  return right(marks);
};
