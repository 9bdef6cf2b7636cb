import { Amount, Expression, IGreeter, Rounding } from '@calc/base';
import { IDice, IHost } from './interfaces';

/** An operation on two expressions. */
export abstract class Binary extends Expression implements IGreeter {
  public constructor(public readonly left: Expression, public readonly right: Expression) {
    super();
  }

  public hello(): string {
    return 'I take two';
  }
}

/** The sum of two. */
export class Plus extends Binary {
  public get value(): number {
    return this.left.value + this.right.value;
  }

  public toString(): string {
    return `(${this.left} + ${this.right})`;
  }
}

/** The product of two. */
export class Times extends Binary implements IHost, IDice {
  public get value(): number {
    return this.left.value * this.right.value;
  }

  public farewell(): string {
    return 'Good night from Times';
  }

  public next(): number {
    return 77;
  }

  public toString(): string {
    return `(${this.left} * ${this.right})`;
  }
}

/** The opposite. */
export class Minus extends Expression {
  public constructor(public readonly of: Expression) {
    super();
  }

  public get value(): number {
    return -this.of.value;
  }

  public toString(): string {
    return `-${this.of}`;
  }
}

/** How an expression of several parts is written. */
export enum Notation {
  /** As it is. */
  PLAIN = 'plain',
  /** With an ornament around it. */
  DECORATED = 'decorated',
}

/** An expression made of others. */
export abstract class Composite extends Expression {
  /** How it is written. */
  public notation = Notation.PLAIN;

  /** The expression that it stands for. */
  public abstract readonly expression: Expression;

  public get value(): number {
    return this.expression.value;
  }

  public toString(): string {
    const text = String(this.expression);
    return this.notation === Notation.DECORATED ? `<<${text}>>` : text;
  }
}

/** A base raised to an exponent. */
export class Raise extends Composite {
  public constructor(public readonly base: Expression, public readonly exponent: number) {
    super();
  }

  public get expression(): Expression {
    let product: Expression = new Amount(1);
    for (let i = 0; i < this.exponent; i++) {
      product = new Times(product, this.base);
    }
    return product;
  }
}

/** The sum of any number of parts. */
export class Total extends Composite {
  /** The parts. */
  public parts: Expression[] = [];

  public get expression(): Expression {
    return this.parts.reduce((sum: Expression, part) => new Plus(sum, part), new Amount(0));
  }
}

/** What a register begins with. */
export interface RegisterOptions {
  /** The first value; 0 unless given. */
  readonly initial?: number;
  /** What the value may not exceed. */
  readonly limit?: number;
}

/** A register that keeps what it did. */
export class Register extends Composite {
  /** What is in it. */
  public current: Expression;

  /** What the value may not exceed. */
  public limit?: number;

  /** An operand of either kind. */
  public operand?: Times | Raise | Amount;

  private readonly done: { [operation: string]: Expression[] } = {};

  public constructor(options: RegisterOptions = {}) {
    super();
    this.current = new Amount(options.initial ?? 0);
    this.limit = options.limit;
  }

  public get expression(): Expression {
    return this.current;
  }

  /** What was done, by operation. */
  public get operations(): { [operation: string]: Expression[] } {
    return this.done;
  }

  /** Adds. */
  public add(value: number): void {
    this.become('add', new Plus(this.current, new Amount(value)));
  }

  /** Multiplies. */
  public multiply(value: number): void {
    this.become('multiply', new Times(this.current, new Amount(value)));
  }

  /** Raises to a power. */
  public raise(exponent: number): void {
    this.become('raise', new Raise(this.current, exponent));
  }

  /** Takes the opposite. */
  public negate(): void {
    this.become('negate', new Minus(this.current));
  }

  /** The value of the operand. */
  public readOperand(): number {
    return this.operand?.value ?? 0;
  }

  private become(operation: string, next: Expression) {
    if (this.limit !== undefined && next.value > this.limit) {
      throw new Error(`${next.value} is more than the limit, ${this.limit}`);
    }
    (this.done[operation] ??= []).push(next);
    this.current = next;
  }
}

/** Something that refers to an enum of another library. */
export class Rounder {
  /** The way to round. */
  public rounding?: Rounding = Rounding.DOWN;

  /** The way to round. */
  public load(): Rounding | undefined {
    return this.rounding;
  }

  /** Changes the way to round. */
  public save(value: Rounding): void {
    this.rounding = value;
  }
}
