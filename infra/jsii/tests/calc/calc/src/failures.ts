import * as fs from 'fs';
import * as path from 'path';

/** An error with a name of its own. */
class NoSuchPath extends Error {
  public readonly name = 'NoSuchPath';
}

/** What a path is taken from. */
export interface PathOptions {
  /** The path. */
  readonly source: string;
}

/** Refuses a path that does not exist, in its constructor. */
export class Source {
  public constructor(options: PathOptions) {
    if (!fs.existsSync(path.resolve(options.source))) {
      throw new NoSuchPath(`there is nothing at "${options.source}"`);
    }
  }
}

/** Fails in every way. */
export class Failing {
  /** Fails when called. */
  public static statically(): void {
    throw new TypeError('statically');
  }

  /** Fails when read. */
  public get property(): string {
    throw new RangeError('on reading');
  }

  public set property(_value: string) {
    throw new RangeError('on writing');
  }

  /** Fails when called. */
  public method(): void {
    throw new NoSuchPath('within a method');
  }

  /** Throws what is no error. */
  public text(): void {
    throw 'only a text';
  }

  /** Ends the process. */
  public exit(): void {
    process.exit(7);
  }

  /** Prints. */
  public print(text: string): void {
    console.log(text);
    console.error(`${text}, as an error`);
  }

  /** Writes where only the kernel should. */
  public babble(text: string): void {
    fs.writeSync(3, `${text}\n`);
  }
}
