/** Members that are named like words of Rust. */
export class Keywords {
  /** A property. */
  public loop = 'hello';

  public constructor(public readonly type: string) {}

  /** A method. */
  public match(ref: string): string {
    return this.type + ref;
  }

  /** A method. */
  public move(): string {
    return 'moved';
  }

  /** A method. */
  public fn(): string {
    return 'called';
  }
}

/** Fields that are named like words of Rust. */
export interface KeywordFields {
  /** A field. */
  readonly use: string;
  /** A field. */
  readonly impl?: string;
  /** A field. */
  readonly self?: string;
  /** A field that an equality might use for itself. */
  readonly result?: string;
}

/** Reads them. */
export class KeywordReader {
  /** The fields, one after another. */
  public static read(fields: KeywordFields): string {
    return [fields.use, fields.impl, fields.self].join(' ');
  }

  private constructor() {}
}
