import { execFile } from 'node:child_process';

/** What a program writes to stdout, where it ends with one of `codes`. */
export function run(program, args, codes, options = {}) {
  return new Promise((done, failed) => {
    execFile(program, args, { maxBuffer: 1 << 28, ...options }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (codes.includes(code)) return done(stdout);
      failed(new Error(`${program} ended with ${code}: ${stderr.slice(-2000) || stdout.slice(-2000) || error?.message}`));
    });
  });
}
