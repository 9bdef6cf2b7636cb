import { IDice } from './interfaces';

/** Dice that no caller ever names. */
export class SecretDice implements IDice {
  public constructor(private readonly value: number) {}

  public next(): number {
    return this.value;
  }
}

/** Passes them to a callback. */
export abstract class Croupier {
  /** Fails unless the callback gives what the dice give. */
  public test(): void {
    const taken = this.take(new SecretDice(1337));
    if (taken !== 1337) {
      throw new Error(`${taken} was taken`);
    }
  }

  protected abstract take(dice: IDice): number;
}
