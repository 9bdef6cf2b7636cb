import * as crypto from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

const RESOURCE = path.join(__dirname, '..', 'resource.txt');

/** Uses Node's own libraries. */
export class Node {
  /** What runs the kernel, as it says. */
  public static get agent(): string | undefined {
    return process.env.JSII_AGENT;
  }

  /** The number of the kernel's process. */
  public static get process(): number {
    return process.pid;
  }

  /** The platform. */
  public get platform(): string {
    return os.platform();
  }

  /** Reads a file of the library's. */
  public async read(): Promise<string> {
    return fs.promises.readFile(RESOURCE, 'utf-8');
  }

  /** Reads it at once. */
  public readSync(): string {
    return fs.readFileSync(RESOURCE, 'utf-8');
  }

  /** The digest of a text. */
  public digest(text: string): string {
    return crypto.createHash('sha256').update(text).digest('hex');
  }

  /** The line of the caller's code, as the kernel was told it. */
  public caller(): string {
    const trace = (global as any)[Symbol.for('jsii.context.hostStackTrace')];
    return JSON.stringify(trace);
  }
}
