import OpenAI from 'openai6';
import type { Open } from './Contender.js';
import { created, helped, sdkOptions } from './openai.js';

export const openai6: Open = (setting) => created(new OpenAI(sdkOptions(setting)), setting);
export const openai6Stream: Open = (setting) => helped(new OpenAI(sdkOptions(setting)), setting);
