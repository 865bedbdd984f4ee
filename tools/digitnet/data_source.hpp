#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "digitnet/dataset.hpp"
#include "digitnet/picture_folder.hpp"
#include "digitnet/shape.hpp"

namespace digitnet::cli {

/// The two parts of a data set laid out like MNIST; a folder of pictures by class is both at once.
enum class Part { train, test };

/// A data set with what could not be read of it.
struct SourceData {
  Dataset data;
  std::vector<SkippedPicture> skipped;
};

/// The folder that `--data` names: a fetched data set for `mnist` and `fashion-mnist`, else the path `name` itself.
///
/// Throws FileError, saying what to do, when it is not there.
[[nodiscard]] std::filesystem::path find_data_folder(const std::string& name);

/// Throws ArgumentError, which names `option` and --data, when `output` is a file of the data: one with the name of
/// MNIST's in that folder, or one there already in the folder of a class. Throws as find_data_folder.
void check_outside_data(const std::string& option, const std::string& output, const std::string& data);

/// Loads one part of the data that `--data` names: a folder with MNIST's four files, or one of pictures by class.
///
/// Pictures by class come in a shuffled order that is always the same: by name, a validation part cut from the end
/// would be the last class only. Throws Error.
[[nodiscard]] SourceData load_data(const std::string& name, Part part);

/// Data made to fit a model's input: for 28x28x1, images of another size, or a set whose ground is not black as
/// MNIST's, by normalizing each image as pictures are, light ink or dark.
struct FittedData {
  Dataset data;
  std::size_t blank = 0;  ///< images without ink, which are left out
};

/// Returns `data` itself when it fits. Throws ShapeError when it can neither be taken nor normalized, FormatError when
/// no image holds ink.
[[nodiscard]] FittedData fit_to_input(Dataset data, const Shape& input);

/// Tells on standard error what is missing.
void report_left_out(const std::vector<SkippedPicture>& skipped);
void report_left_out(const FittedData& fitted);

}  // namespace digitnet::cli
