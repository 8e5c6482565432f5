#include "nearcopy/text/simd.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace nearcopy {
namespace {

TEST(Simd, EveryChoiceOfTheMachineHasANameOfItsOwn) {
  const std::vector<Simd> all = Simd::All();
  ASSERT_FALSE(all.empty());
  EXPECT_EQ(all.front(), Simd::Best());
  EXPECT_EQ(all.back(), Simd::Scalar());
  for (Simd simd : all) {
    EXPECT_EQ(std::ranges::count(all, simd), 1);
    std::string name = simd.name();
    EXPECT_EQ(Simd::Find(name), simd);
    std::ranges::transform(name, name.begin(),
                           [](char c) { return static_cast<char>(toupper(c)); });
    EXPECT_EQ(Simd::Find(name), simd) << name;
  }
}

TEST(Simd, AutoIsTheBestAndOtherNamesAreNone) {
  EXPECT_EQ(Simd::Find("auto"), Simd::Best());
  EXPECT_EQ(Simd::Find("scalar"), Simd::Scalar());
  for (const char* name : {"", "nonsense", "avx", "sse"}) EXPECT_EQ(Simd::Find(name), std::nullopt);
}

}  // namespace
}  // namespace nearcopy
