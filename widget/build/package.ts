/** `node build/package.ts [folder]`: completes the package in a folder, the widget's own by default. */
import { resolve } from 'node:path';
import { completePackage } from './complete-package.ts';

await completePackage(resolve(process.argv[2] ?? resolve(import.meta.dirname, '..')));
