#include "services/lab/generate/naming.h"

namespace onefold::lab {

// Two in five are called Nguyễn: the given names tell people apart.
const NamingData kVietnameseNames = {
    .id = "vietnamese",
    .language = "vi",
    .citizenships = "VNM",
    .share = 20,
    .male = R"(
      Hùng Dũng Tuấn Minh Hải Nam Long Sơn Thắng Cường Trung Quân Thành Bình Đức Hiếu Anh Hoàng Huy Khánh
      Phong Phúc Quang Quốc Tài Tâm Tân Thái Thiện Thịnh Tiến Toàn Trí Trọng Trường Tú Tùng Việt Vinh Vũ
      Bảo Chiến Chính Công Đại Đạt Định Giang Hào Hậu Hiệp Hòa Hưng Kiên Kiệt Lâm Linh Lộc Lợi Lực Mạnh
      Nghĩa Nhân Nhật Phát Phú Phước Sang Tấn Thanh Thông Thuận Toản Triều Văn Xuân Đông Khoa Khôi Duy)",
    .female = R"(
      Lan Hương Hoa Mai Hằng Hà Thảo Trang Linh Ngọc Phương Thu Hồng Nga Yến Anh Hạnh Hiền Huyền Loan
      Ly Mỹ Nhung Oanh Quỳnh Tâm Thanh Thúy Thủy Trâm Trinh Tuyết Tú Uyên Vân Vy Xuân Ánh Bích Châu Chi
      Cúc Diễm Diệp Dung Duyên Đào Giang Hân Hoài Huệ Khánh Kiều Lệ Liên Liễu Mơ Na Ngân Nguyệt Nhi Như
      Nữ Phượng Quyên Sen Thắm Thơ Thơm Thương Thi Tiên Trúc Tuyền Vui Đoan Hậu Hiên)",
    .male_middle =
        "Văn Hữu Đức Quang Minh Công Đình Xuân Ngọc Thanh Quốc Tiến Anh Trọng Hoàng Bá Duy",
    .female_middle =
        "Thị Ngọc Thu Thanh Kim Minh Phương Bích Hồng Hoàng Mỹ Khánh Diệu Thùy Ánh Như",
    .surnames = R"(
      Nguyễn Nguyễn Trần Nguyễn Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trương
      Đoàn Lâm Phùng Mai Tô Hà Tạ Cao Thái Châu Trịnh Lương Lưu Tống Quách Vương Kiều Nghiêm Chu Tăng)",
    .surname_offset = 0,
    .nicknames = R"(
      Hùng:Tý Dũng:Cu Minh:Bi Linh:Bống Trang:Tít Hương:Hường Lan:Lành Thủy:Thúy Thúy:Thủy Anh:Ánh)",
    .places = R"(
      Hà_Nội Hải_Phòng Nghệ_An Hà_Tĩnh Quảng_Bình Thanh_Hóa Nam_Định Thái_Bình Hải_Dương Quảng_Ninh
      Bắc_Giang Bắc_Ninh Hưng_Yên Phú_Thọ Thái_Nguyên Lạng_Sơn Lào_Cai Huế Đà_Nẵng Quảng_Nam Quảng_Trị
      Bình_Định Đắk_Lắk Cần_Thơ Đồng_Nai Vinh Hồ_Chí_Minh Vĩnh_Phúc Ninh_Bình Tuyên_Quang)",
    .second_given_permille = 50,
    .changes_at_marriage_permille = 0,
    .new_year_permille = 50,
    .family_first = true,
};

}  // namespace onefold::lab
