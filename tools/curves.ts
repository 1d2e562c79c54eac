// npm run curves: the time of every decoder, fold and operator for an input of n, 2n and 4n. The time may grow by at most
// the factor 2.5 a doubling, so nothing in a message can block the event loop for long. `-- -g <text>` selects rows.
import { parseArgs } from 'node:util';
import { agUiCurves } from './curves/agUiCurves.js';
import { answerCurves } from './curves/answerCurves.js';
import type { Curve } from './curves/Curve.js';
import { decoderCurves } from './curves/decoderCurves.js';
import { fileCurves } from './curves/fileCurves.js';
import { framingCurves } from './curves/framingCurves.js';
import { measure, MAX_RATIO, type Measured } from './curves/measure.js';
import { textCurves } from './curves/textCurves.js';
import { toolCurves } from './curves/toolCurves.js';

const { values } = parseArgs({ options: { grep: { type: 'string', short: 'g', default: '' } } });
const curves: readonly Curve[] = [
  ...framingCurves,
  ...textCurves,
  ...decoderCurves,
  ...answerCurves,
  ...toolCurves,
  ...fileCurves,
  ...agUiCurves,
].filter(({ name }) => name.includes(values.grep));

const cell = (text: string | number, width: number): string => String(text).padStart(width);
const line = ({ name, size, times, ratio }: Measured): string =>
  `${name.padEnd(58)}${cell(size, 8)}${times.map((time) => cell(time.toFixed(1), 9)).join('')}${cell(ratio.toFixed(2), 7)}`;

console.log(
  `${'ms of processor time for n, 2n and 4n'.padEnd(58)}${cell('n', 8)}${['n', '2n', '4n'].map((at) => cell(at, 9)).join('')}${cell('ratio', 7)}`,
);
const steep: string[] = [];
for (const curve of curves) {
  const measured = await measure(curve);
  const isSteep = measured.ratio > MAX_RATIO;
  if (isSteep) steep.push(curve.name);
  console.log(`${line(measured)}${isSteep ? '  too steep' : ''}`);
}
console.log(`${curves.length} curves, ${steep.length} steeper than ${MAX_RATIO} a doubling`);
if (steep.length > 0 || curves.length === 0) process.exitCode = 1;
