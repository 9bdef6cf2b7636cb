// Runs before the kernel, in words that the oldest Node.js knows. Node.js also runs it in the kernel's threads and in
// what it forks, where none of this is wanted.
if (process.env.JSII_BEFORE) {
  delete process.env.JSII_BEFORE;

  // The version, before anything that an old Node.js could not read.
  require('fs').writeSync(3, JSON.stringify({ node: process.versions.node }) + '\n');

  // The kernel wraps what a library throws, `new RuntimeError(error)`, which keeps the error's text and loses its name
  // and its stack. So the text has them where it is asked for there, and nowhere else.
  var plain = Error.prototype.toString;
  Object.defineProperty(Error.prototype, 'toString', {
    configurable: true,
    enumerable: false,
    writable: true,
    value: function () {
      // This function, `Error` itself, and who made one.
      var asker = String(new Error().stack).split('\n')[3];
      if (!/^ +at new RuntimeError \(.*program\.js:/.test(asker)) {
        return plain.call(this);
      }
      return '\u0001' + JSON.stringify({ name: this.name, message: this.message, stack: this.stack });
    },
  });
}
