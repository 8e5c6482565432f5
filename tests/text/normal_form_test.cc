#include "nearcopy/text/normal_form.h"

#include <gtest/gtest.h>

namespace nearcopy {
namespace {

TEST(NormalForm, FoldsAndDropsIgnorable) {
  std::vector<int32_t> out, scratch;
  NormalForm("Na\xC2\xADti\xE2\x80\x8Bon \xEF\xBC\xA1\xC3\x9F", &out, &scratch);
  EXPECT_EQ(std::u32string(out.begin(), out.end()), U"nation ass");
}

}  // namespace
}  // namespace nearcopy
