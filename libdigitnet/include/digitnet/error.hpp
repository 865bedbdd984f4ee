#pragma once

#include <stdexcept>
#include <string>

namespace digitnet {

/// The base of everything this library throws: the world was wrong (a file, its bytes, an argument, a shape).
///
/// `what()` is one line that says what failed, where, what was expected and what was found.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A file or folder that cannot be opened, read or written.
class FileError : public Error {
 public:
  using Error::Error;
};

/// Bytes that are not what their format promises.
class FormatError : public Error {
 public:
  using Error::Error;
};

/// Shapes that do not fit together.
class ShapeError : public Error {
 public:
  using Error::Error;
};

/// A value out of its range, such as a negative learning rate.
class ArgumentError : public Error {
 public:
  using Error::Error;
};

/// Arithmetic that left the finite numbers, such as a loss that became NaN.
class NumericError : public Error {
 public:
  using Error::Error;
};

}  // namespace digitnet
