//! The words of invented departments: places that do not exist, departments, units, projects and reasons.

/// What a kind of department does and which functional section (款) its work belongs to.
pub struct Profile {
    /// Name behind the place: 财政局.
    pub name: &'static str,
    /// 款 of its work: 20106.
    pub section: &'static str,
    /// Last two digits of the 项 of its projects.
    pub project_items: &'static [&'static str],
    /// Names of units under it, behind the place.
    pub units: &'static [&'static str],
    /// Names of its projects.
    pub projects: &'static [&'static str],
    /// First year in which the section exists.
    pub from_year: i32,
}

/// All kinds of departments.
pub const PROFILES: &[Profile] = &[
    Profile {
        name: "政务服务中心",
        section: "20103",
        project_items: &["02", "99"],
        units: &["政务热线受理中心"],
        projects: &["大厅物业管理费", "热线平台运行维护费", "一体化平台安全测评费", "窗口设备更新购置费"],
        from_year: 2007,
    },
    Profile {
        name: "财政局",
        section: "20106",
        project_items: &["02", "07", "08"],
        units: &["国库支付中心", "财政投资评审中心"],
        projects: &["财政信息系统运行维护费", "预算绩效评价服务费", "投资评审委托业务费", "票据印制费"],
        from_year: 2007,
    },
    Profile {
        name: "商务局",
        section: "20113",
        project_items: &["02", "99"],
        units: &["商务综合服务中心"],
        projects: &["展会参展补助经费", "市场运行监测经费", "电子商务示范项目经费", "菜市场改造补助经费"],
        from_year: 2007,
    },
    Profile {
        name: "中级法院",
        section: "20405",
        project_items: &["02", "04", "05"],
        units: &["法官培训中心"],
        projects: &["案件审理业务经费", "案件执行业务经费", "审判法庭运行维护费", "智慧法院建设经费"],
        from_year: 2007,
    },
    Profile {
        name: "文化和旅游局",
        section: "20701",
        project_items: &["02", "99"],
        units: &["群众艺术馆", "市民图书馆"],
        projects: &["公共文化活动经费", "图书购置费", "非遗保护经费", "旅游宣传推广经费"],
        from_year: 2007,
    },
    Profile {
        name: "卫生健康委员会",
        section: "21001",
        project_items: &["02", "99"],
        units: &["卫生监督所"],
        projects: &["卫生应急物资储备经费", "基层卫生培训经费", "健康宣传经费", "信息平台运行维护费"],
        from_year: 2007,
    },
    Profile {
        name: "住房和城乡建设局",
        section: "21201",
        project_items: &["02", "99"],
        units: &["建筑工程质量监督站"],
        projects: &["城市照明运行维护费", "工程质量抽检经费", "老旧小区改造前期经费", "数字城管平台经费"],
        from_year: 2007,
    },
    Profile {
        name: "农业农村局",
        section: "21301",
        project_items: &["02", "99"],
        units: &["农业技术推广站"],
        projects: &["农产品质量检测经费", "动物疫病防控经费", "农技推广经费", "高标准农田管护经费"],
        from_year: 2007,
    },
    Profile {
        name: "自然资源局",
        section: "22001",
        project_items: &["02"],
        units: &["不动产登记中心"],
        projects: &["不动产登记系统维护费", "地质灾害巡查经费", "国土调查经费", "规划编制费"],
        from_year: 2010,
    },
    Profile {
        name: "应急管理局",
        section: "22401",
        project_items: &["02", "06"],
        units: &["应急指挥保障中心"],
        projects: &["安全生产检查经费", "应急演练经费", "救援装备购置费", "指挥平台运行维护费"],
        from_year: 2019,
    },
];

/// More projects, which any department may start.
pub const COMMON_PROJECTS: &[&str] = &[
    "办公楼维修改造费",
    "档案数字化经费",
    "购买服务人员经费",
    "网络专线租用费",
    "业务培训经费",
    "办公设备购置费",
    "法律顾问服务费",
    "宣传资料印制费",
];

/// Reasons that the prose gives for an increase.
pub const REASONS_UP: &[&str] =
    &["人员增加，相应的人员经费增加", "新增了项目安排", "社会保障缴费基数提高", "按工作计划增加了业务安排"];

/// Reasons for a decrease.
pub const REASONS_DOWN: &[&str] = &[
    "人员减少，相应的人员经费减少",
    "部分项目已经完成",
    "落实过紧日子要求，压减了一般性支出",
    "按工作计划减少了业务安排",
];

/// Reasons for no change.
pub const REASONS_SAME: &[&str] = &["工作任务没有变化", "没有新的安排"];

/// The name of an invented place; no division of the codebook begins so.
pub fn place(index: usize) -> String {
    const STEMS: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];
    const BRANCHES: [char; 12] = ['子', '丑', '寅', '卯', '辰', '巳', '午', '未', '申', '酉', '戌', '亥'];
    let mut name = String::new();
    name.push(STEMS[index % 10]);
    name.push(BRANCHES[(index / 10) % 12]);
    let mut rest = index / 120;
    while rest > 0 {
        name.push(STEMS[(rest - 1) % 10]);
        rest = (rest - 1) / 10;
    }
    name.push('市');
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::codebook;
    use std::collections::HashSet;

    #[test]
    fn invented_places_differ_and_are_no_real_division() {
        let places: Vec<String> = (0..3000).map(place).collect();
        assert_eq!(places.iter().collect::<HashSet<_>>().len(), places.len());
        assert!(places.iter().all(|place| codebook::region_of(place).is_none()));
    }

    #[test]
    fn the_codes_of_every_profile_stand_in_the_codebook() {
        for profile in PROFILES {
            for item in profile.project_items.iter().chain(&["01"]) {
                assert!(
                    codebook::FUNCTIONAL.contains(&format!("{}{item}", profile.section)),
                    "{}{item}",
                    profile.section
                );
            }
        }
    }
}
